import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { isApiError } from '@/shared/api/error'
import { FormError } from '@/shared/form/FormError'
import { useTranslation } from '@/shared/i18n/use-translation'
import { signedOut } from '@/shared/session/session'
import { Button } from '@/shared/ui/Button'
import { acceptInvitation, logout } from './api'

/** For somebody signed in; the account's address must be the invited one, so changing the account is one press away. */
export function AcceptInvitation({ token }: { token: string }) {
  const { t } = useTranslation('auth')
  const client = useQueryClient()
  const navigate = useNavigate()
  const accept = useMutation({
    mutationFn: () => acceptInvitation(token),
    onSuccess: () => {
      client.clear()
      return navigate({ to: '/' })
    },
  })
  const change = useMutation({
    mutationFn: logout,
    onSuccess: () => {
      signedOut({ tellOthers: true })
      client.clear()
      return navigate({ to: '/sign-in', search: { next: `/invitations/${token}` } })
    },
  })
  const error = accept.error ?? change.error
  return (
    <div className="flex flex-col gap-4">
      <FormError error={isApiError(error) ? error : undefined} />
      <Button variant="primary" size="lg" isPending={accept.isPending} onPress={() => accept.mutate()}>
        {t('invitation.accept')}
      </Button>
      <Button variant="ghost" isPending={change.isPending} onPress={() => change.mutate()}>
        {t('invitation.wrong_account')}
      </Button>
    </div>
  )
}
