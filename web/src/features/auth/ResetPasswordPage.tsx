import { useNavigate } from '@tanstack/react-router'
import * as z from 'zod/mini'
import { FormError } from '@/shared/form/FormError'
import { FormPasswordField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { ButtonLink } from '@/shared/ui/Link'
import { AuthHeading } from './AuthHeading'
import { resetPassword } from './api'

const schema = z.object({ password: z.string().check(z.minLength(12)) })

export function ResetPasswordPage({ token }: { token?: string }) {
  const { t } = useTranslation('auth')
  const navigate = useNavigate()
  const { form, submit, isSending, error } = useApiForm({
    schema,
    defaultValues: { password: '' },
    send: ({ password }) => resetPassword({ token: token ?? '', password }),
    onDone: () => void navigate({ to: '/sign-in', search: { reason: 'reset' } }),
  })
  // The token is no field: what the server says of it is about the link.
  const linkIsBad = !token || error?.status === 404 || error?.code === 'invalid_token' || error?.errors.token
  if (linkIsBad)
    return (
      <>
        <AuthHeading title={t('reset.bad_title')}>{t('reset.bad')}</AuthHeading>
        <ButtonLink to="/forgot-password" variant="primary" size="lg">
          {t('reset.again')}
        </ButtonLink>
      </>
    )
  return (
    <>
      <AuthHeading title={t('reset.title')}>{t('reset.lead')}</AuthHeading>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <FormError error={error} />
        <FormPasswordField
          control={form.control}
          name="password"
          autoComplete="new-password"
          autoFocus
          showStrength
          label={t('field.new_password')}
        />
        <Button type="submit" variant="primary" size="lg" isPending={isSending}>
          {t('reset.submit')}
        </Button>
      </form>
    </>
  )
}
