import { useQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useMedia } from '@/shared/lib/use-media'
import { LanguageSwitch } from '@/shared/ui/LanguageSwitch'
import { ExternalLink } from '@/shared/ui/Link'
import { Logo } from '@/shared/ui/Logo'
import { Skeleton } from '@/shared/ui/Skeleton'
import { ThemePicker } from '@/shared/ui/ThemePicker'
import { authOptionsQuery } from './api'

// A picture that small screens never need.
const Stage = lazy(() => import('./Stage'))

/** Two panes: the form, and a stage that shows what awaits. */
export function AuthLayout() {
  const { t } = useTranslation('auth')
  const wide = useMedia('(width >= 64rem)')
  const { data: options } = useQuery(authOptionsQuery)
  return (
    <div className="grid min-h-dvh bg-bg lg:grid-cols-[minmax(30rem,1fr)_minmax(0,1.15fr)]">
      <div className="flex min-w-0 flex-col px-5 sm:px-10">
        <header className="flex h-18 items-center justify-between">
          <Link to="/sign-in" aria-label="CMIS" className="flex rounded-sm">
            <Logo />
          </Link>
          <LanguageSwitch />
        </header>
        <main className="mx-auto flex w-full max-w-[25rem] grow flex-col justify-center py-10">
          <Suspense fallback={<FormSkeleton />}>
            <Outlet />
          </Suspense>
        </main>
        <footer className="flex min-h-18 flex-wrap items-center justify-between gap-x-6 gap-y-3 py-4 text-sm text-muted">
          <p>
            {t('footer')}
            {options?.support_email && (
              <>
                {' '}
                <ExternalLink href={`mailto:${options.support_email}`}>{t('help')}</ExternalLink>
              </>
            )}
          </p>
          <ThemePicker />
        </footer>
      </div>
      {wide && (
        <Suspense>
          <Stage />
        </Suspense>
      )}
    </div>
  )
}

function FormSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-6">
      <Skeleton className="h-9 w-56" />
      <Skeleton className="h-11 w-full" />
      <Skeleton className="h-11 w-full" />
      <Skeleton className="h-11 w-full" />
    </div>
  )
}
