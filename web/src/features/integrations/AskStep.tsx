import { useMutation } from '@tanstack/react-query'
import { ArrowRight, LockKeyhole, Undo2, UserRoundCheck } from 'lucide-react'
import { isApiError } from '@/shared/api/error'
import type { Integration, PlatformIntegrations } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { useTranslation } from '@/shared/i18n/use-translation'
import { PlatformMark } from '@/shared/platforms/PlatformMark'
import { useOrgId } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { ButtonLink } from '@/shared/ui/Link'
import { authUrl } from './api'
import { leaveFor, rememberBegun } from './journey'
import { Rights } from './Rights'
import { Steps } from './Steps'
import { usePlatformWords } from './use-platform-words'

type Props = { platform: PlatformIntegrations; mends: Integration | undefined }

/** What the platform will be asked for, and why, before anybody leaves for it. */
export function AskStep({ platform: { platform, is_available, scopes }, mends }: Props) {
  const { t } = useTranslation('integrations')
  const { t: common } = useTranslation('common')
  const words = usePlatformWords()
  const org = useOrgId()
  const name = words.name(platform)
  const begin = useMutation({
    mutationFn: () => authUrl(org, platform, mends?.id),
    onSuccess: ({ url }) => {
      rememberBegun({ mends: mends?.id })
      leaveFor(url)
    },
  })
  return (
    <>
      <Steps now="ask" />
      <Card
        footer={
          <>
            <ButtonLink to="/integrations" variant="ghost">
              {common('action.cancel')}
            </ButtonLink>
            {is_available && (
              <Button
                variant="primary"
                onPress={() => begin.mutate()}
                // Once it has an answer the page waits for the browser to leave.
                isPending={begin.isPending || begin.isSuccess}
              >
                {t('ask.go', { platform: name })}
                <ArrowRight aria-hidden className="mirror" />
              </Button>
            )}
          </>
        }
      >
        <div className="flex flex-col gap-6">
          <div className="flex items-center gap-4">
            <PlatformMark platform={platform} size="lg" />
            <div>
              <h2 className="text-xl">{t('ask.title', { platform: name })}</h2>
              <p className="mt-0.5 text-muted">{t('ask.lead')}</p>
            </div>
          </div>
          {mends && (
            <Banner title={t('ask.same_title', { name: `\u2068${mends.name}\u2069` })}>
              {t('ask.same')}
            </Banner>
          )}
          {!is_available && (
            <Banner tone="warn" title={t('state.unavailable')}>
              {t('set_up.lead', { platform: name })}
            </Banner>
          )}
          <FormError error={isApiError(begin.error) ? begin.error : undefined} />
          <Rights platform={platform} scopes={scopes} />
          <Promises platform={name} />
        </div>
      </Card>
    </>
  )
}

const PROMISES = [
  { id: 'password', Icon: LockKeyhole },
  { id: 'chosen', Icon: UserRoundCheck },
  { id: 'back', Icon: Undo2 },
] as const

/** What people worry about before they allow anything. */
export function Promises({ platform }: { platform: string }) {
  const { t } = useTranslation('integrations')
  return (
    <ul className="flex flex-col gap-2.5 rounded-md bg-sunken px-4 py-3.5 text-sm text-muted">
      {PROMISES.map(({ id, Icon }) => (
        <li key={id} className="flex gap-3">
          <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t(`promise.${id}`, { platform })}
        </li>
      ))}
    </ul>
  )
}
