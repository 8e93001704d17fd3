import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { isApiError } from '@/shared/api/error'
import type { Offer } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Avatar } from '@/shared/ui/Avatar'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ButtonLink } from '@/shared/ui/Link'
import { Skeleton } from '@/shared/ui/Skeleton'
import { AcceptInvitation } from './AcceptInvitation'
import { AuthHeading } from './AuthHeading'
import { invitationQuery } from './api'
import { CheckMail } from './CheckMail'
import { RegisterForm } from './RegisterForm'

type Props = { token: string; isSignedIn: boolean }

export function InvitationPage({ token, isSignedIn }: Props) {
  const { t } = useTranslation('auth')
  const { data, error, refetch } = useQuery(invitationQuery(token))
  const [sentTo, setSentTo] = useState<string>()
  const here = `/invitations/${token}`

  if (sentTo) return <CheckMail email={sentTo} kind="verification" />
  if (isApiError(error) && error.isRetryable) return <ErrorState error={error} onRetry={refetch} />
  if (error)
    return (
      <>
        <AuthHeading title={t('invitation.bad_title')}>{t('invitation.bad')}</AuthHeading>
        <ButtonLink to="/sign-in" variant="primary" size="lg">
          {t('to_sign_in')}
        </ButtonLink>
      </>
    )
  if (!data) return <Skeleton className="h-64 w-full" />
  return (
    <>
      <Greeting invitation={data} />
      {isSignedIn ? (
        <AcceptInvitation token={token} />
      ) : data.has_account ? (
        <div className="flex flex-col gap-4">
          <p className="text-muted">{t('invitation.have_account', { email: `\u2068${data.email}\u2069` })}</p>
          <ButtonLink to="/sign-in" search={{ next: here }} variant="primary" size="lg">
            {t('invitation.sign_in')}
          </ButtonLink>
        </div>
      ) : (
        <RegisterForm
          tokens={{ invitation_token: token }}
          email={data.email}
          submitLabel={t('register.submit')}
          next={here}
          onVerificationSent={setSentTo}
        />
      )}
    </>
  )
}

function Greeting({ invitation }: { invitation: Offer }) {
  const { t } = useTranslation('auth')
  const { t: common } = useTranslation('common')
  const format = useFormat()
  const { org_name: org, invited_by: name, role, message, expires_at } = invitation
  return (
    <>
      <div className="mb-5">
        <Avatar square size="lg" name={org} />
      </div>
      <AuthHeading title={t('invitation.title', { org })}>
        {t('invitation.lead', { name, role: common(`role.${role}`) })}
      </AuthHeading>
      {message && (
        <blockquote className="mb-5 rounded-md bg-sunken px-4 py-3 text-muted">{message}</blockquote>
      )}
      <p className="mb-6 text-sm text-muted">
        {t('invitation.until', { date: format.dateTime(expires_at) })}
      </p>
    </>
  )
}
