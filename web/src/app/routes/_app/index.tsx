import { createFileRoute } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { AlertsCard } from '@/features/alerts/AlertsCard'
import { askAlerts } from '@/features/alerts/api'
import { DashboardPage } from '@/features/dashboard/DashboardPage'
import { askNumbers, daysFrom } from '@/features/dashboard/use-numbers'
import { onboardingQuery } from '@/features/onboarding/api'
import { Checklist } from '@/features/onboarding/Checklist'
import { queryClient } from '@/shared/api/query-client'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

const AnswerDialog = lazy(() => import('@/features/campaigns/steer/AnswerDialog'))
const daysIn = textSearch<'days'>('days')

export const Route = createFileRoute('/_app/')({
  validateSearch: textSearch<'days' | 'measure'>('days', 'measure'),
  // Not by `loaderDeps`: other days are asked for while the old ones are still in sight.
  loader: ({ location }) =>
    Promise.all([
      strings(
        'alerts',
        'campaigns',
        'dashboard',
        'onboarding',
        'shared/campaigns',
        'shared/charts',
        'shared/metrics',
        'shared/platforms',
      )(),
      // The checklist and the numbers stand above all else: late, they would push the page down. Without them it is still of use.
      queryClient.ensureQueryData(onboardingQuery).catch(() => undefined),
      askNumbers(daysFrom(daysIn(location.search).days)).catch(() => undefined),
      askAlerts().catch(() => undefined),
    ]),
  component: function Page() {
    return (
      <DashboardPage
        checklist={<Checklist />}
        alerts={
          <AlertsCard
            dialog={(answering, onClose) => (
              <Suspense>
                <AnswerDialog {...answering} onClose={onClose} />
              </Suspense>
            )}
          />
        }
        search={Route.useSearch()}
      />
    )
  },
})
