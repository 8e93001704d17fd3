import { createFileRoute } from '@tanstack/react-router'
import { NewCampaignPage } from '@/features/campaigns/NewCampaignPage'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/campaigns/new')({
  loader: strings('campaigns', 'shared/metrics', 'shared/platforms'),
  component: NewCampaignPage,
})
