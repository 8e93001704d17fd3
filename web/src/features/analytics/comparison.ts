import type { AnalyticsComparison } from '@/shared/api/types'
import { isJudged, kindOf, type Measure } from '@/shared/metrics/measures'

export const LEAST = 2
export const MOST = 10

/** How many are taken when nobody chose. */
const TAKEN = 5

/** Whether a campaign is the best or the worst of those compared. Who spends more is neither. */
export function rankOf(
  ranks: AnalyticsComparison['measures'],
  measure: Measure,
  id: string,
): 'best' | 'worst' | undefined {
  const rank = isJudged(measure) ? ranks[measure] : undefined
  return rank?.best === id ? 'best' : rank?.worst === id ? 'worst' : undefined
}

/** Whether numbers of these campaigns may stand at one axis: amounts of different currencies may not. */
export const canShareAxis = (campaigns: { currency: string }[], measure: Measure) =>
  kindOf(measure) !== 'money' || new Set(campaigns.map(({ currency }) => currency)).size < 2

/** Some to begin with: the first of those to choose from. */
export const firstFew = (choices: { id: string }[]) => choices.slice(0, TAKEN).map(({ id }) => id)
