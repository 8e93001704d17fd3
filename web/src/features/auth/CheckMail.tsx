import { useMutation, useQuery } from '@tanstack/react-query'
import { MailCheck } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { ButtonLink, ExternalLink } from '@/shared/ui/Link'
import { AuthHeading } from './AuthHeading'
import { authOptionsQuery, forgotPassword, resendVerification } from './api'

type Props = { email: string; kind: 'verification' | 'reset' }

/** The same for known and unknown addresses: it never tells which. */
export function CheckMail({ email, kind }: Props) {
  const { t } = useTranslation('auth')
  const { data: options } = useQuery(authOptionsQuery)
  const again = useMutation({ mutationFn: kind === 'reset' ? forgotPassword : resendVerification })
  return (
    <>
      <AuthHeading title={t('check_mail.title')} icon={<MailCheck />}>
        {t('check_mail.lead', { email: `\u2068${email}\u2069` })}
      </AuthHeading>
      <p className="mb-6 text-muted">{t('check_mail.hint')}</p>
      <div className="flex flex-wrap gap-2">
        <ButtonLink to="/sign-in" variant="primary">
          {t('to_sign_in')}
        </ButtonLink>
        <Button isPending={again.isPending} isDisabled={again.isSuccess} onPress={() => again.mutate(email)}>
          {again.isSuccess ? t('check_mail.sent') : t('check_mail.again')}
        </Button>
      </div>
      {options?.mail_caught && (
        <p className="mt-6 text-sm">
          <ExternalLink href="/dev/mail">{t('check_mail.caught')}</ExternalLink>
        </p>
      )}
    </>
  )
}
