import { createFileRoute } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { ActivityFeed } from '@/features/activity/ActivityFeed'
import { AlertsCard } from '@/features/alerts/AlertsCard'
import { CampaignPage } from '@/features/campaigns/CampaignPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

const AnswerDialog = lazy(() => import('@/features/campaigns/steer/AnswerDialog'))

export const Route = createFileRoute('/_app/campaigns/$campaignId/')({
  validateSearch: textSearch<'period' | 'from' | 'to' | 'measure' | 'by'>(
    'period',
    'from',
    'to',
    'measure',
    'by',
  ),
  loader: strings(
    'campaigns',
    'activity',
    'alerts',
    'shared/campaigns',
    'shared/charts',
    'shared/metrics',
    'shared/platforms',
    'shared/spending',
  ),
  component: function Page() {
    const { campaignId } = Route.useParams()
    return (
      <CampaignPage
        key={campaignId}
        id={campaignId}
        search={Route.useSearch()}
        alerts={
          <AlertsCard
            campaign={campaignId}
            dialog={(answering, onClose) => (
              <Suspense>
                <AnswerDialog {...answering} onClose={onClose} />
              </Suspense>
            )}
          />
        }
        history={<ActivityFeed object={campaignId} />}
      />
    )
  },
})
