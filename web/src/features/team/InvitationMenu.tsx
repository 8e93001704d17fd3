import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ClipboardCopy, MailX, MoreHorizontal, Send } from 'lucide-react'
import { useState } from 'react'
import type { Invitation } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { IconButton } from '@/shared/ui/IconButton'
import { Menu, MenuItem } from '@/shared/ui/Menu'
import { toast } from '@/shared/ui/toast'
import { invitationsKey, resendInvitation, revokeInvitation } from './api'
import { useMemberRights } from './use-member-rights'

export function InvitationMenu({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation('team')
  const { t: common } = useTranslation('common')
  const format = useFormat()
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const { mayInvite } = useMemberRights()
  const [asks, setAsks] = useState(false)
  const { email, role, status, invited_by, created_at } = invitation
  const onSettled = () => {
    setAsks(false)
    void client.invalidateQueries({ queryKey: invitationsKey(org) })
  }
  const onError = (error: unknown) => toast('danger', errorText(error))
  const resend = useMutation({
    mutationFn: () => resendInvitation(org, invitation),
    onSuccess: () => toast('ok', t('told.resent', { email: `\u2068${email}\u2069` })),
    onError,
    onSettled,
  })
  const revoke = useMutation({
    mutationFn: () => revokeInvitation(org, invitation),
    onSuccess: () => toast('ok', t('told.revoked', { email: `\u2068${email}\u2069` })),
    onError,
    onSettled,
  })
  const copy = () =>
    navigator.clipboard
      .writeText(
        t('invitation.copy_text', {
          email,
          role: common(`role.${role}`),
          name: invited_by.name,
          date: format.dateTime(created_at),
        }),
      )
      .then(() => toast('ok', common('copy.done')))
  const isOpen = status === 'pending' || status === 'expired'
  return (
    <>
      <Menu
        label={t('actions_of', { name: email })}
        trigger={
          <IconButton label={t('actions_of', { name: email })}>
            <MoreHorizontal />
          </IconButton>
        }
      >
        {mayInvite && isOpen && (
          <MenuItem icon={<Send />} onAction={() => resend.mutate()}>
            {t('action.resend')}
          </MenuItem>
        )}
        <MenuItem icon={<ClipboardCopy />} onAction={() => void copy()}>
          {t('action.copy')}
        </MenuItem>
        {mayInvite && status === 'pending' && (
          <MenuItem icon={<MailX />} tone="danger" onAction={() => setAsks(true)}>
            {t('action.revoke')}
          </MenuItem>
        )}
      </Menu>
      <ConfirmDialog
        isOpen={asks}
        onClose={() => setAsks(false)}
        onConfirm={() => revoke.mutate()}
        isPending={revoke.isPending}
        title={t('revoke.title')}
        confirmLabel={t('action.revoke')}
      >
        {t('revoke.body', { email: `\u2068${email}\u2069` })}
      </ConfirmDialog>
    </>
  )
}
