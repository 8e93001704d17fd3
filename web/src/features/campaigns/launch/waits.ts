import type { Campaign, CampaignDetail } from '@/shared/api/types'

/** The launch as a second person was asked for it, while the plan is still the same; a list does not know of it. */
export function launchWaits(campaign: Campaign | CampaignDetail) {
  const approval = 'approval' in campaign ? campaign.approval : null
  return approval?.kind === 'launch' && approval.is_current ? approval : undefined
}
