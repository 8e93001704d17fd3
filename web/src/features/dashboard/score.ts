import type { TopCampaign } from '@/shared/api/types'
import type { Measure } from '@/shared/metrics/measures'

/** The first says most. */
const SCORES: Measure[] = ['roas', 'conversions', 'spend']

/** What campaigns are measured by: what their spend brought, as far as it is counted of most of them. */
export function scoreOf(campaigns: Pick<TopCampaign, 'metrics'>[]): Measure {
  const told = (measure: Measure) => campaigns.filter(({ metrics }) => metrics[measure] != null).length
  return SCORES.reduce((best, measure) => (told(measure) > told(best) ? measure : best))
}
