import { createStore } from '@/shared/lib/store'
import type { Measure } from '@/shared/metrics/measures'

/** Columns that people may show or hide, in their order. */
export const CHOICES = [
  'status',
  'budget',
  'spend',
  'impressions',
  'clicks',
  'ctr',
  'conversions',
  'cpa',
  'roas',
  'dates',
  'revenue',
  'cpc',
  'cpm',
  'leads',
  'conversion_rate',
  'engagement_rate',
] as const satisfies (Measure | 'status' | 'dates' | 'budget')[]

export type ColumnId = (typeof CHOICES)[number]

export const USUAL: ColumnId[] = [
  'status',
  'budget',
  'spend',
  'impressions',
  'clicks',
  'ctr',
  'conversions',
  'cpa',
  'roas',
  'dates',
]

const KEY = 'cmis.campaigns.columns'

/** What was kept, without what is known no more; the usual ones if that is nothing. */
export function readChoice(text: string | null): ColumnId[] {
  try {
    const kept: unknown = JSON.parse(text ?? '')
    if (Array.isArray(kept)) return CHOICES.filter(id => kept.includes(id))
  } catch {
    // A broken entry is the same as none.
  }
  return USUAL
}

export const columnChoice = createStore(readChoice(globalThis.localStorage?.getItem(KEY) ?? null))

export function setColumnChoice(ids: ColumnId[]) {
  columnChoice.set(ids)
  localStorage.setItem(KEY, JSON.stringify(ids))
}
