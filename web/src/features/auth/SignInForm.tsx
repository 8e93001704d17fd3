import { useMutation } from '@tanstack/react-query'
import * as z from 'zod/mini'
import type { MfaRequired, SignedIn } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { FormCheckbox, FormPasswordField, FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Link } from '@/shared/ui/Link'
import { login, resendVerification } from './api'
import { rememberEmail, rememberedEmail } from './remembered'

const schema = z.object({
  email: z.email(),
  password: z.string().check(z.minLength(1)),
  remember: z.boolean(),
})

export function SignInForm({ onDone }: { onDone: (login: SignedIn | MfaRequired) => void }) {
  const { t } = useTranslation('auth')
  const known = rememberedEmail()
  const { form, submit, isSending, error } = useApiForm({
    schema,
    defaultValues: { email: known, password: '', remember: known !== '' },
    send: login,
    onDone: (result, { email, remember }) => {
      rememberEmail(remember ? email : undefined)
      onDone(result)
    },
  })
  const email = form.watch('email')
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      {error?.code === 'email_unverified' ? (
        <Unverified email={email} />
      ) : (
        <FormError error={error}>
          {error?.status === 401 && (
            <>
              {t('sign_in.wrong_help')}{' '}
              <Link to="/forgot-password" search={{ email }}>
                {t('sign_in.wrong_reset')}
              </Link>
            </>
          )}
        </FormError>
      )}
      <FormTextField
        control={form.control}
        name="email"
        type="email"
        autoComplete="username"
        autoFocus={known === ''}
        ltr
        label={t('field.email')}
      />
      <FormPasswordField
        control={form.control}
        name="password"
        autoComplete="current-password"
        autoFocus={known !== ''}
        label={t('field.password')}
        labelAside={
          <Link
            to="/forgot-password"
            search={{ email }}
            quiet
            className="text-sm font-medium text-accent-text"
          >
            {t('sign_in.forgot')}
          </Link>
        }
      />
      <FormCheckbox control={form.control} name="remember">
        {t('sign_in.remember')}
      </FormCheckbox>
      <Button type="submit" variant="primary" size="lg" isPending={isSending}>
        {t('sign_in.submit')}
      </Button>
    </form>
  )
}

function Unverified({ email }: { email: string }) {
  const { t } = useTranslation('auth')
  const resend = useMutation({ mutationFn: () => resendVerification(email) })
  return (
    <Banner
      tone="warn"
      title={t('sign_in.unverified')}
      actions={
        <Button
          size="sm"
          isPending={resend.isPending}
          isDisabled={resend.isSuccess}
          onPress={() => resend.mutate()}
        >
          {resend.isSuccess ? t('check_mail.sent') : t('sign_in.resend')}
        </Button>
      }
    >
      {t('sign_in.unverified_help')}
    </Banner>
  )
}
