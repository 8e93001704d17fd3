import type { Campaign, CampaignStatus } from '@/shared/api/types'

const DEEDS = ['pause', 'resume', 'complete', 'budget', 'tags', 'archive'] as const
export type Deed = (typeof DEEDS)[number]

const NEEDS: Record<Deed, string> = {
  pause: 'campaigns.activate',
  resume: 'campaigns.activate',
  complete: 'campaigns.activate',
  budget: 'campaigns.update_live',
  tags: 'campaigns.update',
  archive: 'campaigns.update',
}

/** Where those stand that a deed is for. What is for all is told by the server, one by one. */
const FOR: Partial<Record<Deed, CampaignStatus[]>> = {
  pause: ['active'],
  resume: ['paused'],
  complete: ['active', 'paused'],
  budget: ['active', 'paused'],
}

/** Where they are to stand after. */
export const STATUS = { pause: 'paused', resume: 'active', complete: 'completed' } as const

/** Those that a deed is for: resuming what is selected must launch no draft of which nobody saw what it would make. */
export function fitting(deed: Deed, campaigns: Campaign[]): Campaign[] {
  const wanted = FOR[deed]
  return wanted ? campaigns.filter(({ status }) => wanted.includes(status)) : campaigns
}

/** What may be done to any of these. */
export const possible = (campaigns: Campaign[], can: (permission: string) => boolean): Deed[] =>
  DEEDS.filter(deed => can(NEEDS[deed]) && fitting(deed, campaigns).length > 0)
