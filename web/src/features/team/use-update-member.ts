import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Page } from '@/shared/api/client'
import { isApiError } from '@/shared/api/error'
import type { Member } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery, useOrgId } from '@/shared/session/queries'
import { toast } from '@/shared/ui/toast'
import { type MemberChange, memberQuery, membersKey, updateMember } from './api'

type Change = { member: Member; change: MemberChange }

/** Changes on screen at once; what the server refuses goes back, with the reason. */
export function useUpdateMember(onLastAdmin: (member: Member) => void) {
  const { t } = useTranslation('team')
  const { t: common } = useTranslation('common')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const update = useMutation({
    mutationFn: ({ member, change }: Change) => updateMember(org, member, change),
    onMutate: async ({ member, change }) => {
      await client.cancelQueries({ queryKey: membersKey(org) })
      write(client, org, { ...member, ...change })
    },
    onSuccess: (member, { change }) => {
      write(client, org, member)
      if (change.status)
        toast('ok', t(`told.${change.status}`, { name: member.name }), {
          label: t('undo'),
          run: () =>
            update.mutate({
              member,
              change: { status: change.status === 'suspended' ? 'active' : 'suspended' },
            }),
        })
      else if (change.role)
        toast('ok', t('told.role', { name: member.name, role: common(`role.${change.role}`) }))
      else toast('ok', t('told.saved', { name: member.name }))
    },
    onError: (error, { member }) => {
      write(client, org, member)
      if (isApiError(error, 'conflict')) onLastAdmin(member)
      else toast('danger', isApiError(error, 'stale_version') ? t('stale') : errorText(error))
    },
    onSettled: (_data, _error, { member }) => {
      void client.invalidateQueries({ queryKey: membersKey(org) })
      void client.invalidateQueries({ queryKey: memberQuery(org, member.id).queryKey })
      // One's own role may have changed.
      void client.invalidateQueries({ queryKey: contextQuery.queryKey })
    },
  })
  return update
}

function write(client: QueryClient, org: string, member: Member) {
  client.setQueriesData<Page<Member>>(
    { queryKey: membersKey(org) },
    page => page && { ...page, items: page.items.map(item => (item.id === member.id ? member : item)) },
  )
  const { queryKey } = memberQuery(org, member.id)
  if (client.getQueryData(queryKey)) client.setQueryData(queryKey, member)
}
