import { useQuery } from '@tanstack/react-query'
import type { Campaign } from '@/shared/api/types'
import { BreakdownCard } from '@/shared/metrics/BreakdownCard'
import { GROUPS, type Group } from '@/shared/metrics/groups'
import type { Measure } from '@/shared/metrics/measures'
import type { Period } from '@/shared/metrics/period'
import { useOrgId } from '@/shared/session/queries'
import { breakdownQuery } from './api'

const OF_ONE: Group[] = GROUPS.filter(group => group !== 'campaign')

type Props = {
  campaign: Campaign
  period: Period
  measure: Measure
  by: string | undefined
  onBy: (by: string | undefined) => void
}

/** What the numbers of one campaign are made of. */
export function CampaignParts({ campaign, period, measure, by, onBy }: Props) {
  // One platform has no parts worth a look.
  const usual = campaign.platforms.length > 1 ? 'platform' : 'device'
  const group = OF_ONE.find(id => id === by) ?? usual
  const parts = useQuery(breakdownQuery(useOrgId(), campaign.id, period, group))
  return (
    <BreakdownCard
      parts={parts}
      measure={measure}
      groups={OF_ONE}
      group={group}
      onGroup={id => onBy(id === usual ? undefined : id)}
    />
  )
}
