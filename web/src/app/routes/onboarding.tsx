import { createFileRoute, redirect } from '@tanstack/react-router'
import { onboardingQuery } from '@/features/onboarding/api'
import { OnboardingLayout } from '@/features/onboarding/OnboardingLayout'
import { queryClient } from '@/shared/api/query-client'
import { strings } from '@/shared/i18n/i18n'
import { contextQuery, meQuery } from '@/shared/session/queries'
import { ensureSession } from '@/shared/session/session'

/** The first run, on a screen of its own. */
export const Route = createFileRoute('/onboarding')({
  beforeLoad: async ({ location }) => {
    if (!(await ensureSession())) throw redirect({ to: '/sign-in', search: { next: location.href } })
  },
  loader: () =>
    Promise.all([
      strings('onboarding')(),
      queryClient.ensureQueryData(meQuery),
      queryClient.ensureQueryData(contextQuery),
      queryClient.prefetchQuery(onboardingQuery),
    ]),
  component: OnboardingLayout,
})
