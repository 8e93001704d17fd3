import * as z from 'zod/mini'
import { FormError } from '@/shared/form/FormError'
import { FormPasswordField, FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { login, type NewAccount, register, type Tokens } from './api'
import { useEnter } from './use-enter'

const schema = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
  email: z.email(),
  password: z.string().check(z.minLength(12)),
})

type Props = {
  tokens?: Tokens
  /** Given by an invitation, and then fixed. */
  email?: string
  submitLabel: string
  next?: string
  onVerificationSent: (email: string) => void
}

/** A new account: by itself, with an invitation, or the first one of an installation. */
export function RegisterForm({ tokens, email, submitLabel, next, onVerificationSent }: Props) {
  const { t } = useTranslation('auth')
  const enter = useEnter()
  const { form, submit, isSending, error } = useApiForm({
    schema,
    defaultValues: { name: '', email: email ?? '', password: '' },
    send: (account: NewAccount) => registerAndEnter(account, tokens),
    onDone: (session, account) => (session ? void enter(session, next) : onVerificationSent(account.email)),
  })
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <FormError error={error} />
      <FormTextField
        control={form.control}
        name="name"
        autoComplete="name"
        autoFocus
        label={t('field.name')}
      />
      <FormTextField
        control={form.control}
        name="email"
        type="email"
        autoComplete="username"
        ltr
        isReadOnly={email !== undefined}
        label={t('field.email')}
      />
      <FormPasswordField
        control={form.control}
        name="password"
        autoComplete="new-password"
        showStrength
        label={t('field.password')}
      />
      <Button type="submit" variant="primary" size="lg" isPending={isSending}>
        {submitLabel}
      </Button>
    </form>
  )
}

/** An account that is ready at once signs in at once. */
async function registerAndEnter(account: NewAccount, tokens: Tokens | undefined) {
  const { status } = await register({ ...account, ...tokens })
  if (status !== 'ready') return undefined
  const answer = await login({ email: account.email, password: account.password })
  // Never so soon: a new account has no second factor.
  return 'mfa_required' in answer ? undefined : answer
}
