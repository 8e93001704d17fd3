import type { MetricsGroup } from '@/shared/api/types'

/** What sums can be told by. */
export const GROUPS = [
  'platform',
  'account',
  'campaign',
  'age',
  'gender',
  'country',
  'placement',
  'device',
] as const

export type Group = (typeof GROUPS)[number]

/** Sums with what they are made of. */
export type Parts = {
  currency: string
  metrics: Omit<MetricsGroup, 'key' | 'name'>
  groups: MetricsGroup[]
}
