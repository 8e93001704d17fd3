import { createFileRoute } from '@tanstack/react-router'
import { EditCampaignPage } from '@/features/campaigns/EditCampaignPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/campaigns/$campaignId/edit')({
  validateSearch: textSearch<'field'>('field'),
  loader: strings('campaigns', 'shared/metrics', 'shared/platforms'),
  component: function Page() {
    const { campaignId } = Route.useParams()
    return <EditCampaignPage key={campaignId} id={campaignId} field={Route.useSearch().field} />
  },
})
