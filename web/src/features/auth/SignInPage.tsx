import { useQuery } from '@tanstack/react-query'
import { lazy, useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'
import { Link } from '@/shared/ui/Link'
import { AuthHeading } from './AuthHeading'
import { authOptionsQuery } from './api'
import { SignInForm } from './SignInForm'
import { useEnter } from './use-enter'

const MfaForm = lazy(() => import('./MfaForm'))

type Props = { next?: string; reason?: string }

export function SignInPage({ next, reason }: Props) {
  const { t } = useTranslation('auth')
  const { data: options } = useQuery(authOptionsQuery)
  const enter = useEnter()
  const [mfaToken, setMfaToken] = useState<string>()

  if (mfaToken)
    return (
      <MfaForm
        mfaToken={mfaToken}
        onDone={login => enter(login, next)}
        onCancel={() => setMfaToken(undefined)}
      />
    )

  return (
    <>
      <AuthHeading title={t('sign_in.title')}>{t('sign_in.lead')}</AuthHeading>
      <div className="flex flex-col gap-6">
        {reason === 'ended' && <Banner tone="info" title={t('sign_in.ended')} />}
        {reason === 'signed_out' && <Banner tone="ok" title={t('sign_in.signed_out')} />}
        {reason === 'reset' && <Banner tone="ok" title={t('sign_in.reset_done')} />}
        {options?.setup_required && <Banner title={t('sign_in.setup')}>{t('sign_in.setup_help')}</Banner>}
        <SignInForm
          onDone={login => ('mfa_required' in login ? setMfaToken(login.mfa_token) : void enter(login, next))}
        />
        {options?.registration === 'open' && (
          <p className="text-center text-muted">
            {t('sign_in.no_account')}{' '}
            <Link to="/register" search={{ next }}>
              {t('sign_in.register')}
            </Link>
          </p>
        )}
        {options?.registration === 'invite' && !options.setup_required && (
          <p className="text-center text-sm text-muted">{t('sign_in.by_invitation')}</p>
        )}
      </div>
    </>
  )
}
