import { useQuery } from '@tanstack/react-query'
import { Outlet, useNavigate } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSavePreferences } from '@/shared/session/use-save-preferences'
import { Button } from '@/shared/ui/Button'
import { LanguageSwitch } from '@/shared/ui/LanguageSwitch'
import { Logo } from '@/shared/ui/Logo'
import { Skeleton } from '@/shared/ui/Skeleton'
import { onboardingQuery, useChangeOnboarding } from './api'

/** A screen of its own: nothing but the way ahead, and the way out. */
export function OnboardingLayout() {
  const { t } = useTranslation('onboarding')
  const save = useSavePreferences()
  const navigate = useNavigate()
  const { data } = useQuery(onboardingQuery)
  const change = useChangeOnboarding()
  const later = async () => {
    const step = data?.steps.find(({ key }) => key === 'organization')
    // Otherwise the dashboard would send them straight back here.
    if (step?.status === 'open') {
      await change.mutateAsync({ steps: { organization: 'skipped' } }).catch(() => undefined)
    }
    await navigate({ to: '/' })
  }
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-16 items-center justify-between px-5 sm:px-8">
        <Logo />
        <div className="flex items-center gap-1">
          <LanguageSwitch onSwitch={locale => save({ locale })} />
          <Button variant="ghost" isPending={change.isPending} onPress={later}>
            {t('later')}
          </Button>
        </div>
      </header>
      <main className="mx-auto w-full max-w-2xl grow px-5 pt-4 pb-16 sm:pt-10">
        <Suspense fallback={<WizardSkeleton />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  )
}

export function WizardSkeleton() {
  return (
    <div aria-busy="true">
      <Skeleton className="h-9 w-full rounded-full" />
      <Skeleton className="mt-10 h-9 w-72 max-w-full" />
      <Skeleton className="mt-3 h-5 w-96 max-w-full" />
      <Skeleton className="mt-8 h-72 w-full rounded-lg" />
    </div>
  )
}
