import type { Campaign } from '@/shared/api/types'
import { GROUPS, type Group } from '@/shared/metrics/groups'
import type { Period, Step } from '@/shared/metrics/period'

/** What the numbers of one campaign can be told by. */
export const OF_ONE: Group[] = GROUPS.filter(group => group !== 'campaign')

/** One platform has no parts worth a look. */
export const usualGroup = ({ platforms }: Pick<Campaign, 'platforms'>): Group =>
  platforms.length > 1 ? 'platform' : 'device'

/** What its numbers are told by: as the address says, or as usual. */
export const groupOf = (campaign: Pick<Campaign, 'platforms'>, by: string | undefined): Group =>
  OF_ONE.find(group => group === by) ?? usualGroup(campaign)

/** What the page of a campaign shows, as reports. */
export function reportsOf(
  campaign: Pick<Campaign, 'id' | 'platforms'>,
  period: Period,
  { step, by }: { step: Step; by: string | undefined },
) {
  const scope = { ...period, campaign_ids: campaign.id }
  return [
    { report: 'timeseries' as const, ...scope, granularity: step },
    {
      report: 'breakdown' as const,
      ...scope,
      granularity: 'year' as const,
      group_by: groupOf(campaign, by),
    },
  ]
}
