import { Sparkles } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'
import { AuthHeading } from './AuthHeading'
import { CheckMail } from './CheckMail'
import { RegisterForm } from './RegisterForm'

/** The first person of an installation, with the token that the server printed. */
export function SetupPage({ token }: { token?: string }) {
  const { t } = useTranslation('auth')
  const [sentTo, setSentTo] = useState<string>()
  if (sentTo) return <CheckMail email={sentTo} kind="verification" />
  return (
    <>
      <AuthHeading title={t('setup.title')} icon={<Sparkles />}>
        {t('setup.lead')}
      </AuthHeading>
      {token ? (
        <RegisterForm
          tokens={{ setup_token: token }}
          submitLabel={t('setup.submit')}
          onVerificationSent={setSentTo}
        />
      ) : (
        <Banner tone="warn" title={t('setup.no_token')}>
          {t('setup.no_token_help')}
        </Banner>
      )}
    </>
  )
}
