/** How a number is written, and whether more of it is better: of costs less is, and of spend neither. */
const KINDS = {
  spend: ['money', 'neither'],
  impressions: ['count', 'more'],
  clicks: ['count', 'more'],
  ctr: ['percent', 'more'],
  conversions: ['count', 'more'],
  conversion_rate: ['percent', 'more'],
  cpa: ['money', 'less'],
  cpc: ['money', 'less'],
  cpm: ['money', 'less'],
  revenue: ['money', 'more'],
  roas: ['ratio', 'more'],
  leads: ['count', 'more'],
  video_views: ['count', 'more'],
  engagements: ['count', 'more'],
  engagement_rate: ['percent', 'more'],
} as const satisfies Record<string, [kind: string, better: 'more' | 'less' | 'neither']>

export type Measure = keyof typeof KINDS

/** In the order in which people choose one. */
export const MEASURES = Object.keys(KINDS) as Measure[]

export const isMeasure = (word: string | undefined): word is Measure => word !== undefined && word in KINDS

export const kindOf = (measure: Measure) => KINDS[measure][0]

/** Whether its parts add up to a whole: ratios and what one thing costs have no shares. */
export const canShare = (measure: Measure) =>
  measure === 'spend' || measure === 'revenue' || kindOf(measure) === 'count'

/** Whether one number is better than another at all. */
export const isJudged = (measure: Measure) => KINDS[measure][1] !== 'neither'

/** What a number may be: nothing where it is unknown or there is nothing to divide by. */
export type Value = number | null | undefined

/** By how many percent; nothing where one side is unknown or there was nothing before. */
export function changeOf(now: Value, before: Value): number | undefined {
  if (now == null || before == null || before === 0) return undefined
  return ((now - before) / Math.abs(before)) * 100
}

/** Less than this is no news. */
const FLAT = 0.05

export function verdictOf(measure: Measure, change: number): 'good' | 'bad' | 'flat' {
  const better = KINDS[measure][1]
  if (Math.abs(change) < FLAT || better === 'neither') return 'flat'
  return change > 0 === (better === 'more') ? 'good' : 'bad'
}
