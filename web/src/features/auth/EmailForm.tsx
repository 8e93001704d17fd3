import * as z from 'zod/mini'
import { FormError } from '@/shared/form/FormError'
import { FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { ButtonLink } from '@/shared/ui/Link'

const schema = z.object({ email: z.email() })

type Props = {
  email: string | undefined
  submitLabel: string
  send: (email: string) => Promise<unknown>
  onSent: (email: string) => void
}

/** Asks for an address to send a link to. */
export function EmailForm({ email = '', submitLabel, send, onSent }: Props) {
  const { t } = useTranslation('auth')
  const { form, submit, isSending, error } = useApiForm({
    schema,
    defaultValues: { email },
    send: values => send(values.email),
    onDone: (_, values) => onSent(values.email),
  })
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <FormError error={error} />
      <FormTextField
        control={form.control}
        name="email"
        type="email"
        autoComplete="username"
        autoFocus
        ltr
        label={t('field.email')}
      />
      <Button type="submit" variant="primary" size="lg" isPending={isSending}>
        {submitLabel}
      </Button>
      <ButtonLink to="/sign-in" variant="ghost">
        {t('to_sign_in')}
      </ButtonLink>
    </form>
  )
}
