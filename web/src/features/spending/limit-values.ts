import * as z from 'zod/mini'
import type { SetSpendLimit, SpendLimit } from '@/shared/api/types'
import { amount, numberOf } from '@/shared/form/amount'

export const schema = z.object({
  currency: z.string().check(z.minLength(3)),
  daily_cap: amount,
  lifetime_cap: amount,
  counted_from: z.string(),
  approval_above: amount,
})
export type LimitValues = z.infer<typeof schema>

/** Begins with the organization's own currency, and counts from its today. */
export function emptyLimit(
  org: { currency: string; time_zone: string } | undefined,
  taken: string[],
): LimitValues {
  const currency = org && !taken.includes(org.currency) ? org.currency : ''
  // The Swedes write days as computers do.
  const today = new Date().toLocaleDateString('sv', { timeZone: org?.time_zone })
  return { currency, daily_cap: '', lifetime_cap: '', counted_from: today, approval_above: '' }
}

const typed = (value: number | null | undefined) => (value == null ? '' : String(value))

export const toValues = (limit: SpendLimit): LimitValues => ({
  currency: limit.currency,
  daily_cap: typed(limit.daily_cap),
  lifetime_cap: typed(limit.lifetime_cap),
  counted_from: limit.counted_from,
  approval_above: typed(limit.approval_above),
})

export const isEmpty = ({ daily_cap, lifetime_cap, approval_above }: LimitValues) =>
  [daily_cap, lifetime_cap, approval_above].every(text => text.trim() === '')

/** What is left out is not limited. */
export const toBody = (values: LimitValues): SetSpendLimit => ({
  daily_cap: numberOf(values.daily_cap),
  lifetime_cap: numberOf(values.lifetime_cap),
  counted_from: values.counted_from || null,
  approval_above: numberOf(values.approval_above),
})
