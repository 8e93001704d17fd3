import { useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { AuthHeading } from './AuthHeading'
import { forgotPassword } from './api'
import { CheckMail } from './CheckMail'
import { EmailForm } from './EmailForm'

export function ForgotPasswordPage({ email }: { email?: string }) {
  const { t } = useTranslation('auth')
  const [sentTo, setSentTo] = useState<string>()
  if (sentTo) return <CheckMail email={sentTo} kind="reset" />
  return (
    <>
      <AuthHeading title={t('forgot.title')}>{t('forgot.lead')}</AuthHeading>
      <EmailForm email={email} submitLabel={t('forgot.submit')} send={forgotPassword} onSent={setSentTo} />
    </>
  )
}
