import { createFileRoute } from '@tanstack/react-router'
import { EditCampaignPage } from '@/features/campaigns/EditCampaignPage'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/campaigns/$campaignId/edit')({
  loader: strings('campaigns', 'shared/metrics', 'shared/platforms'),
  component: function Page() {
    const { campaignId } = Route.useParams()
    return <EditCampaignPage key={campaignId} id={campaignId} />
  },
})
