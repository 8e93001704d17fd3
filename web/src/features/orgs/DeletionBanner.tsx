import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import type { Org } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery, orgsQuery, useCan } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { toast } from '@/shared/ui/toast'
import { orgQuery, restoreOrg } from './api'

/** While an organization waits for its deletion: when, and the way back. */
export function DeletionBanner({ org }: { org: Org }) {
  const { t } = useTranslation('orgs')
  const format = useFormat()
  const can = useCan()
  const restore = useRestoreOrg(org)
  if (!org.deletes_at) return null
  return (
    <Banner
      tone="warn"
      title={t('delete.scheduled', { date: format.date(org.deletes_at) })}
      actions={
        can('org.delete') && (
          <Button size="sm" isPending={restore.isPending} onPress={() => restore.mutate()}>
            <Undo2 aria-hidden className="mirror" />
            {t('delete.restore')}
          </Button>
        )
      }
    >
      {t('delete.scheduled_help')}
    </Banner>
  )
}

export function useRestoreOrg(org: Org) {
  const { t } = useTranslation('orgs')
  const errorText = useErrorText()
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => restoreOrg(org.id),
    onSuccess: fresh => {
      client.setQueryData(orgQuery(org.id).queryKey, fresh)
      void client.invalidateQueries({ queryKey: contextQuery.queryKey })
      void client.invalidateQueries({ queryKey: orgsQuery.queryKey })
      toast('ok', t('delete.restored', { name: org.name }))
    },
    onError: error => toast('danger', errorText(error)),
  })
}
