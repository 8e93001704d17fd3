import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { isApiError } from '@/shared/api/error'
import type { Member, Role } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { Dialog } from '@/shared/ui/Dialog'
import { toast } from '@/shared/ui/toast'
import { membersKey, removeMember } from './api'
import type { OpenInvite } from './TeamFrame'
import type { useUpdateMember } from './use-update-member'

const AdAccountsDialog = lazy(() => import('./AdAccountsDialog'))

export type Open =
  | { kind: 'remove' | 'accounts' | 'last-admin'; member: Member }
  | { kind: 'own-role'; member: Member; role: Role }

type Props = {
  open: Open | undefined
  onClose: () => void
  onRemoved?: () => void
  update: ReturnType<typeof useUpdateMember>
  openInvite?: OpenInvite
}

export function MemberDialogs({ open, onClose, onRemoved, update, openInvite }: Props) {
  const { t } = useTranslation('team')
  const { t: common } = useTranslation('common')
  if (!open) return null
  const { member } = open
  if (open.kind === 'remove') return <RemoveDialog member={member} onClose={onClose} onRemoved={onRemoved} />
  if (open.kind === 'accounts')
    return (
      <Suspense>
        <AdAccountsDialog member={member} onClose={onClose} update={update} />
      </Suspense>
    )
  if (open.kind === 'own-role')
    return (
      <ConfirmDialog
        isOpen
        onClose={onClose}
        title={t('own_role.title')}
        confirmLabel={t('own_role.confirm', { role: common(`role.${open.role}`) })}
        onConfirm={() => {
          onClose()
          update.mutate({ member, change: { role: open.role } })
        }}
      >
        {t('own_role.body')}
      </ConfirmDialog>
    )
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('last_admin.title')}
      footer={
        <>
          <Button onPress={onClose}>{common('action.close')}</Button>
          {openInvite && (
            <Button
              variant="primary"
              onPress={() => {
                onClose()
                openInvite('admin')
              }}
            >
              {t('last_admin.invite')}
            </Button>
          )}
        </>
      }
    >
      <p className="text-muted">{t('last_admin.body', { name: member.name })}</p>
    </Dialog>
  )
}

type RemoveProps = { member: Member; onClose: () => void; onRemoved?: (() => void) | undefined }

function RemoveDialog({ member, onClose, onRemoved }: RemoveProps) {
  const { t } = useTranslation('team')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const remove = useMutation({
    mutationFn: () => removeMember(org, member.id),
    onSuccess: () => {
      toast('ok', t('told.removed', { name: member.name }))
      onClose()
      onRemoved?.()
      void client.invalidateQueries({ queryKey: membersKey(org) })
    },
    onError: error => {
      onClose()
      toast('danger', isApiError(error, 'conflict') ? t('last_admin.short') : errorText(error))
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      isPending={remove.isPending}
      title={t('remove.title', { name: member.name })}
      confirmLabel={t('remove.confirm')}
    >
      {t('remove.body')}
    </ConfirmDialog>
  )
}
