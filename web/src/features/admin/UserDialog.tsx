import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { toast } from '@/shared/ui/toast'
import { type UserChange, updateUser, usersKey } from './api'
import type { UserDeed } from './user-columns'

const CHANGE: Record<UserDeed['kind'], UserChange> = {
  disable: { disabled: true },
  enable: { disabled: false },
  promote: { is_instance_admin: true },
  demote: { is_instance_admin: false },
}

export function UserDialog({ deed: { kind, user }, onClose }: { deed: UserDeed; onClose: () => void }) {
  const { t } = useTranslation('admin')
  const errorText = useErrorText()
  const client = useQueryClient()
  const update = useMutation({
    mutationFn: () => updateUser(user, CHANGE[kind]),
    onSuccess: () => toast('ok', t(`${kind}.done`, { name: user.name })),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => {
      onClose()
      void client.invalidateQueries({ queryKey: usersKey })
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => update.mutate()}
      isPending={update.isPending}
      tone={kind === 'disable' || kind === 'demote' ? 'danger' : 'default'}
      title={t(`${kind}.title`, { name: user.name })}
      confirmLabel={t(`${kind}.confirm`)}
    >
      {t(`${kind}.body`)}
    </ConfirmDialog>
  )
}
