import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import * as z from 'zod/mini'
import type { SignedIn } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { FormOtpInput } from '@/shared/form/FormOtpInput'
import { FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { AuthHeading } from './AuthHeading'
import { loginMfa } from './api'

const schema = z.object({ code: z.string().check(z.minLength(6)) })

type Props = { mfaToken: string; onDone: (login: SignedIn) => void; onCancel: () => void }

export default function MfaForm({ mfaToken, onDone, onCancel }: Props) {
  const { t } = useTranslation('auth')
  const [recovery, setRecovery] = useState(false)
  const { form, submit, isSending, error } = useApiForm({
    schema,
    defaultValues: { code: '' },
    send: ({ code }) => loginMfa({ mfa_token: mfaToken, code: code.trim() }),
    onDone,
  })
  const swap = () => {
    form.reset()
    setRecovery(!recovery)
  }
  return (
    <>
      <AuthHeading title={t('mfa.title')} icon={<ShieldCheck />}>
        {recovery ? t('mfa.lead_recovery') : t('mfa.lead')}
      </AuthHeading>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <FormError error={error}>{error?.status === 401 && t('mfa.expired')}</FormError>
        {recovery ? (
          <FormTextField
            key="recovery"
            control={form.control}
            name="code"
            autoFocus
            ltr
            autoComplete="off"
            label={t('field.recovery')}
          />
        ) : (
          <FormOtpInput
            key="app"
            control={form.control}
            name="code"
            label={t('field.code')}
            onComplete={submit}
          />
        )}
        <Button type="submit" variant="primary" size="lg" isPending={isSending}>
          {t('mfa.submit')}
        </Button>
        <div className="flex flex-wrap justify-between gap-2">
          <Button variant="ghost" size="sm" onPress={swap}>
            {recovery ? t('mfa.use_app') : t('mfa.use_recovery')}
          </Button>
          <Button variant="ghost" size="sm" onPress={onCancel}>
            {t('to_sign_in')}
          </Button>
        </div>
      </form>
    </>
  )
}
