import { useMutation, useQuery } from '@tanstack/react-query'
import { ArrowRight } from 'lucide-react'
import { isApiError } from '@/shared/api/error'
import type { ReconnectOffer } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { FormError } from '@/shared/form/FormError'
import { createFormat } from '@/shared/format/format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useTitle } from '@/shared/lib/use-title'
import { PlatformMark } from '@/shared/platforms/PlatformMark'
import { Button } from '@/shared/ui/Button'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Skeleton } from '@/shared/ui/Skeleton'
import { Promises } from './AskStep'
import { beginByLink, offerQuery } from './api'
import { Ending } from './Ending'
import { leaveFor, rememberBegun } from './journey'
import { OpenFrame } from './OpenFrame'
import { Rights } from './Rights'
import { usePlatformWords } from './use-platform-words'

/** For somebody who holds the right at the platform and has no account here. */
export function ReconnectPage({ token }: { token: string }) {
  const { t } = useTranslation('integrations')
  const errorText = useErrorText()
  const { data, error, refetch } = useQuery(offerQuery(token))
  return (
    <OpenFrame>
      {data ? (
        <Offer token={token} offer={data} />
      ) : isApiError(error) && !error.isRetryable ? (
        <Ending tone="danger" title={t('by_link.gone')}>
          {errorText(error)}
        </Ending>
      ) : error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <div aria-busy="true" className="flex flex-col gap-5">
          <Skeleton className="size-14 rounded-xl" />
          <Skeleton className="h-8 w-72 max-w-full" />
          <Skeleton className="h-60 w-full rounded-md" />
        </div>
      )}
    </OpenFrame>
  )
}

function Offer({ token, offer }: { token: string; offer: ReconnectOffer }) {
  const { t, language } = useTranslation('integrations')
  const words = usePlatformWords()
  // Nobody is signed in, whose zone could be asked for.
  const format = createFormat({ language })
  const { platform, org_name, asked_by, name, scopes, expires_at } = offer
  const title = t('by_link.title', { org: `\u2068${org_name}\u2069`, platform: words.name(platform) })
  useTitle(title)
  const begin = useMutation({
    mutationFn: () => beginByLink(token),
    onSuccess: ({ url }) => {
      rememberBegun({ link: token })
      leaveFor(url)
    },
  })
  return (
    <div className="flex flex-col gap-6">
      <header>
        <PlatformMark platform={platform} size="lg" />
        <h1 className="mt-5 text-2xl">{title}</h1>
        <p className="mt-2 text-muted">
          {t('by_link.lead', { person: `\u2068${asked_by}\u2069`, platform: words.name(platform) })}
        </p>
      </header>
      <p className="rounded-md border border-line px-4 py-3">
        <span className="block text-sm text-muted">{t('by_link.sign_in_as')}</span>
        <bdi className="font-medium">{name}</bdi>
      </p>
      <section className="flex flex-col gap-3">
        <h2 className="text-lg">{t('by_link.asked')}</h2>
        <Rights platform={platform} scopes={scopes} />
      </section>
      <Promises platform={words.name(platform)} />
      <FormError error={isApiError(begin.error) ? begin.error : undefined} />
      <Button
        size="lg"
        variant="primary"
        onPress={() => begin.mutate()}
        isPending={begin.isPending || begin.isSuccess}
      >
        {t('ask.go', { platform: words.name(platform) })}
        <ArrowRight aria-hidden className="mirror" />
      </Button>
      <p className="text-center text-sm text-muted">
        {t('by_link.until', { date: format.date(expires_at) })}
      </p>
    </div>
  )
}
