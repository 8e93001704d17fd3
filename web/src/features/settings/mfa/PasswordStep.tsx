import * as z from 'zod/mini'
import { FormError } from '@/shared/form/FormError'
import { FormPasswordField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'

const schema = z.object({ password: z.string().check(z.minLength(1)) })

type Props<Result> = {
  submitLabel: string
  send: (password: string) => Promise<Result>
  onDone: (result: Result) => void
  onCancel?: (() => void) | undefined
}

/** Asks for the password again before something that a stranger at an open screen must not do. */
export function PasswordStep<Result>({ submitLabel, send, onDone, onCancel }: Props<Result>) {
  const { t } = useTranslation('settings')
  const { t: common } = useTranslation('common')
  const { form, submit, isSending, error } = useApiForm({
    schema,
    defaultValues: { password: '' },
    send: ({ password }) => send(password),
    onDone,
  })
  return (
    <form onSubmit={submit} noValidate className="flex max-w-md flex-col gap-5">
      <FormError error={error} />
      <FormPasswordField
        control={form.control}
        name="password"
        autoComplete="current-password"
        autoFocus
        label={t('password.yours')}
        description={t('password.why')}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" isPending={isSending}>
          {submitLabel}
        </Button>
        {onCancel && (
          <Button variant="ghost" onPress={onCancel}>
            {common('action.cancel')}
          </Button>
        )}
      </div>
    </form>
  )
}
