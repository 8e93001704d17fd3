import { useQuery } from '@tanstack/react-query'
import { isApiError } from '@/shared/api/error'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useTitle } from '@/shared/lib/use-title'
import { ErrorState } from '@/shared/ui/ErrorState'
import { LanguageSwitch } from '@/shared/ui/LanguageSwitch'
import { Logo } from '@/shared/ui/Logo'
import { Skeleton } from '@/shared/ui/Skeleton'
import { type ConsentRequest, consentQuery } from './api'
import { ConsentForm } from './ConsentForm'
import { ConsentRefused } from './ConsentRefused'

/** Where somebody lets another program work in their name, or does not. */
export function ConsentPage({ request }: { request: ConsentRequest }) {
  const { t } = useTranslation('consent')
  useTitle(t('title'))
  const { data, error, refetch } = useQuery(consentQuery(request))
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-16 items-center justify-between px-5 sm:px-8">
        <Logo />
        <LanguageSwitch />
      </header>
      <main className="mx-auto flex w-full max-w-lg grow flex-col justify-center px-4 pt-2 pb-12">
        <div className="rounded-xl border border-line bg-surface p-5 shadow-pop sm:p-8">
          {data ? (
            <ConsentForm consent={data} request={request} />
          ) : !error ? (
            <ConsentSkeleton />
          ) : isApiError(error) && !error.isRetryable ? (
            <ConsentRefused error={error} />
          ) : (
            <ErrorState error={error} onRetry={refetch} />
          )}
        </div>
      </main>
    </div>
  )
}

const ConsentSkeleton = () => (
  <div aria-busy="true">
    <Skeleton className="mx-auto h-14 w-36 rounded-lg" />
    <Skeleton className="mx-auto mt-6 h-8 w-72 max-w-full" />
    <Skeleton className="mt-8 h-40 w-full rounded-md" />
    <Skeleton className="mt-6 h-11 w-full rounded-md" />
  </div>
)
