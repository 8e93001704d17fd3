import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api, call } from '@/shared/api/client'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { signedOut } from '@/shared/session/session'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { toast } from '@/shared/ui/toast'

export default function SignOutDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('common')
  const errorText = useErrorText()
  const client = useQueryClient()
  const navigate = useNavigate()
  const leave = useMutation({
    mutationFn: () => call(api.POST('/api/auth/logout')),
    onSuccess: async () => {
      signedOut({ tellOthers: true })
      await navigate({ to: '/sign-in', search: { reason: 'signed_out' } })
      // Otherwise it would ask again after the next sign-in.
      onClose()
      client.clear()
    },
    onError: error => toast('danger', errorText(error)),
  })
  return (
    <ConfirmDialog
      isOpen
      tone="default"
      title={t('profile.sign_out_title')}
      confirmLabel={t('profile.sign_out')}
      isPending={leave.isPending}
      onConfirm={leave.mutate}
      onClose={onClose}
    >
      {t('profile.sign_out_body')}
    </ConfirmDialog>
  )
}
