import { useQuery } from '@tanstack/react-query'
import type { Campaign } from '@/shared/api/types'
import { BreakdownCard } from '@/shared/metrics/BreakdownCard'
import type { Measure } from '@/shared/metrics/measures'
import type { Period } from '@/shared/metrics/period'
import { useOrgId } from '@/shared/session/queries'
import { breakdownQuery } from './api'
import { groupOf, OF_ONE, usualGroup } from './reports'

type Props = {
  campaign: Campaign
  period: Period
  measure: Measure
  by: string | undefined
  onBy: (by: string | undefined) => void
}

/** What the numbers of one campaign are made of. */
export function CampaignParts({ campaign, period, measure, by, onBy }: Props) {
  const usual = usualGroup(campaign)
  const group = groupOf(campaign, by)
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
