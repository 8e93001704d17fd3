import * as z from 'zod/mini'
import { FormError } from '@/shared/form/FormError'
import { FormOtpInput } from '@/shared/form/FormOtpInput'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { CopyField } from '@/shared/ui/CopyField'
import { QrCode } from '@/shared/ui/QrCode'
import { confirmMfa } from '../api'

const schema = z.object({ code: z.string().check(z.minLength(6)) })

type Props = {
  secret: { secret: string; otpauth_url: string }
  onDone: (result: { recovery_codes: string[] }) => void
  onCancel?: (() => void) | undefined
}

/** The square to scan, the same by hand, and the first code as proof that it worked. */
export function ConfirmCode({ secret, onDone, onCancel }: Props) {
  const { t } = useTranslation('settings')
  const { t: common } = useTranslation('common')
  const { form, submit, isSending, error } = useApiForm({
    schema,
    defaultValues: { code: '' },
    send: ({ code }) => confirmMfa(code),
    onDone,
  })
  return (
    <div className="grid gap-6 sm:grid-cols-[auto_minmax(0,1fr)]">
      <div className="justify-self-center">
        <QrCode value={secret.otpauth_url} label={t('mfa.qr')} />
      </div>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <p className="text-muted">{t('mfa.scan')}</p>
        <CopyField label={t('mfa.secret')} value={secret.secret.replace(/(.{4})(?=.)/g, '$1 ')} />
        <FormError error={error} />
        <FormOtpInput control={form.control} name="code" label={t('mfa.code')} onComplete={submit} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" isPending={isSending}>
            {t('mfa.confirm')}
          </Button>
          {onCancel && (
            <Button variant="ghost" onPress={onCancel}>
              {common('action.cancel')}
            </Button>
          )}
        </div>
      </form>
    </div>
  )
}
