import type { Campaign } from '@/shared/api/types'
import { daysOf, type Period } from '@/shared/metrics/period'

export type Pace = {
  /** `week`: of a daily budget, as many times as it ran in the week; `whole`: of a budget for all its days. */
  of: 'week' | 'whole'
  spent: number
  budget: number
}

type Budgeted = Pick<Campaign, 'budget' | 'budget_type' | 'start_date' | 'end_date' | 'spent'> & {
  /** Of the week. */
  metrics: { spend: number }
}

const later = (a: string, b: string | null) => (b && b > a ? b : a)
const earlier = (a: string, b: string | null) => (b && b < a ? b : a)

/** What was spent of what may be; nothing where there is no budget, or where it did not run. */
export function paceOf(campaign: Budgeted, week: Period): Pace | undefined {
  const { budget, budget_type, start_date, end_date, spent, metrics } = campaign
  if (budget == null || budget <= 0) return undefined
  if (budget_type === 'lifetime') return { of: 'whole', spent, budget }
  const days = daysOf({
    start_date: later(week.start_date, start_date),
    end_date: earlier(week.end_date, end_date),
  })
  return days < 1 ? undefined : { of: 'week', spent: metrics.spend, budget: budget * days }
}

export const shareOf = ({ spent, budget }: Pace) => spent / budget

export function toneOf(pace: Pace): 'accent' | 'warn' | 'danger' {
  const share = shareOf(pace)
  return share >= 1 ? 'danger' : share >= 0.9 ? 'warn' : 'accent'
}
