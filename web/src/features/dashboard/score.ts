import type { TopCampaign } from '@/shared/api/types'
import type { Measure } from '@/shared/metrics/measures'

const SCORES: Measure[] = ['roas', 'conversions', 'spend']

/** What campaigns are measured by: what their spend brought, as far as somebody counts that. */
export const scoreOf = (campaigns: Pick<TopCampaign, 'metrics'>[]): Measure =>
  SCORES.find(measure => campaigns.some(({ metrics }) => metrics[measure] != null)) ?? 'spend'
