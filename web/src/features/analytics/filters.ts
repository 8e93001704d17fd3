import { GROUPS, type Group } from '@/shared/metrics/groups'
import { isMeasure, type Measure } from '@/shared/metrics/measures'
import {
  granularityOf,
  hasHours,
  type Period,
  type PeriodSearch,
  STEPS,
  type Step,
} from '@/shared/metrics/period'
import { isPlatform, type PlatformId } from '@/shared/platforms/platforms'

/** As it stands in the address. */
export type AnalyticsSearch = PeriodSearch & {
  /** `off`: without the period before. */
  compare?: string
  platform?: string
  campaigns?: string
  measure?: string
  by?: string
  step?: string
  /** The saved view that is applied. */
  view?: string
}

export type Filters = {
  platforms: PlatformId[]
  campaigns: string[]
  isCompared: boolean
  measure: Measure
  group: Group
  step: Step
}

/** What may be asked for at once. */
const MOST_CAMPAIGNS = 100
const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

const wordsOf = (text: string | undefined) => [...new Set((text ?? '').split(',').filter(Boolean))]

/** What the address asks for. What makes no sense there is as if it were not there. */
export function filtersOf(search: AnalyticsSearch, period: Period, today: string): Filters {
  const isKept = (step: Step) => step !== 'hour' || hasHours(period, today)
  return {
    platforms: wordsOf(search.platform).filter(isPlatform),
    campaigns: wordsOf(search.campaigns)
      .filter(id => ID.test(id))
      .slice(0, MOST_CAMPAIGNS),
    isCompared: search.compare !== 'off',
    measure: isMeasure(search.measure) ? search.measure : 'spend',
    group: GROUPS.find(group => group === search.by) ?? 'platform',
    step: STEPS.find(step => step === search.step && isKept(step)) ?? granularityOf(period),
  }
}

/** Back into the address; nothing leaves it. */
export const joined = (words: string[]) => words.join(',') || undefined

export const isFiltered = ({ platforms, campaigns }: Filters) => platforms.length + campaigns.length > 0

/** The days and what they are of, as the server is asked. */
export type Scope = Period & { platform?: string; campaign_ids?: string }

export const scopeOf = ({ platforms, campaigns }: Filters, period: Period): Scope => ({
  ...period,
  platform: joined(platforms),
  campaign_ids: joined(campaigns),
})

/** What the page at this address shows, as reports. */
export function reportsAt(path: string, scope: Scope, filters: Pick<Filters, 'step' | 'group'>) {
  const { group } = filters
  // files have no hours
  const step = filters.step === 'hour' ? 'day' : filters.step
  const whole = { ...scope, granularity: 'year' } as const
  if (path.endsWith('/audience'))
    return [
      { report: 'geo', ...whole },
      { report: 'demographics', ...whole },
    ] as const
  if (path.endsWith('/compare')) return [{ report: 'compare', ...scope, granularity: step }] as const
  return [
    { report: 'overview', ...scope, granularity: step },
    { report: 'campaigns', ...whole },
    { report: 'timeseries', ...scope, granularity: step },
    { report: 'breakdown', ...whole, group_by: group },
  ] as const
}
