import { createFileRoute } from '@tanstack/react-router'
import { DashboardPage } from '@/features/dashboard/DashboardPage'
import { onboardingQuery } from '@/features/onboarding/api'
import { Checklist } from '@/features/onboarding/Checklist'
import { queryClient } from '@/shared/api/query-client'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/')({
  loader: () =>
    Promise.all([
      strings('dashboard', 'onboarding')(),
      // The checklist stands above all else: late, it would push the page down. Without it the page is still of use.
      queryClient.ensureQueryData(onboardingQuery).catch(() => undefined),
    ]),
  component: () => <DashboardPage checklist={<Checklist />} />,
})
