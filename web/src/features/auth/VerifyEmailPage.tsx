import { skipToken, useQuery } from '@tanstack/react-query'
import { MailCheck, MailX } from 'lucide-react'
import { useState } from 'react'
import { isApiError } from '@/shared/api/error'
import { useTranslation } from '@/shared/i18n/use-translation'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ButtonLink } from '@/shared/ui/Link'
import { Spinner } from '@/shared/ui/Spinner'
import { AuthHeading } from './AuthHeading'
import { resendVerification, verifyEmailQuery } from './api'
import { CheckMail } from './CheckMail'
import { EmailForm } from './EmailForm'

type Props = { token?: string; email?: string }

export function VerifyEmailPage({ token, email }: Props) {
  const { t } = useTranslation('auth')
  const query = verifyEmailQuery(token ?? '')
  const { data, error, isLoading, refetch } = useQuery({
    ...query,
    queryFn: token ? query.queryFn : skipToken,
  })
  const [sentTo, setSentTo] = useState<string>()

  if (sentTo) return <CheckMail email={sentTo} kind="verification" />
  if (isLoading)
    return (
      <p role="status" className="flex items-center gap-3 text-lg text-muted">
        <Spinner />
        {t('verify.checking')}
      </p>
    )
  if (data)
    return (
      <>
        <AuthHeading title={t('verify.done_title')} icon={<MailCheck />}>
          {data.message ?? t('verify.done', { email: `\u2068${data.data.email}\u2069` })}
        </AuthHeading>
        <ButtonLink to="/sign-in" variant="primary" size="lg">
          {t('verify.continue')}
        </ButtonLink>
      </>
    )
  if (isApiError(error) && error.isRetryable) return <ErrorState error={error} onRetry={refetch} />
  return (
    <>
      <AuthHeading title={token ? t('verify.failed_title') : t('verify.title')} icon={<MailX />}>
        {t('verify.failed')}
      </AuthHeading>
      <EmailForm
        email={email}
        submitLabel={t('verify.submit')}
        send={resendVerification}
        onSent={setSentTo}
      />
    </>
  )
}
