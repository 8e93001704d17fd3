import { createFileRoute } from '@tanstack/react-router'
import { ActivityFeed } from '@/features/activity/ActivityFeed'
import { CampaignPage } from '@/features/campaigns/CampaignPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

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
    'shared/campaigns',
    'shared/charts',
    'shared/metrics',
    'shared/platforms',
  ),
  component: function Page() {
    const { campaignId } = Route.useParams()
    return (
      <CampaignPage
        key={campaignId}
        id={campaignId}
        search={Route.useSearch()}
        history={<ActivityFeed object={campaignId} />}
      />
    )
  },
})
