import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'
import { Link } from '@/shared/ui/Link'
import { AuthHeading } from './AuthHeading'
import { authOptionsQuery } from './api'
import { CheckMail } from './CheckMail'
import { RegisterForm } from './RegisterForm'

export function RegisterPage({ next }: { next?: string }) {
  const { t } = useTranslation('auth')
  const { data: options } = useQuery(authOptionsQuery)
  const [sentTo, setSentTo] = useState<string>()
  if (sentTo) return <CheckMail email={sentTo} kind="verification" />
  return (
    <>
      <AuthHeading title={t('register.title')}>{t('register.lead')}</AuthHeading>
      <div className="flex flex-col gap-6">
        {options?.registration === 'invite' ? (
          <Banner tone="warn" title={t('register.closed')}>
            {t('register.closed_help')}
          </Banner>
        ) : (
          <RegisterForm submitLabel={t('register.submit')} next={next} onVerificationSent={setSentTo} />
        )}
        <p className="text-center text-muted">
          {t('register.have_account')}{' '}
          <Link to="/sign-in" search={{ next }}>
            {t('sign_in.submit')}
          </Link>
        </p>
      </div>
    </>
  )
}
