import type { PlanName, Usage } from '@/shared/api/types'

export type Metric = Usage['metrics'][number]['metric']
export type PlanLimits = { name: PlanName } & Partial<Record<Metric, number | null>>

/** Smallest first. */
const ORDER: PlanName[] = ['free', 'starter', 'professional', 'enterprise']

export const nextPlanName = (now: PlanName): PlanName | undefined => ORDER[ORDER.indexOf(now) + 1]

export const nextPlan = (plans: readonly PlanLimits[], now: PlanName) =>
  plans.find(({ name }) => name === nextPlanName(now))

/** Calm, near the limit (the admins are warned at 90%), or at it. */
export function toneOf(used: number, limit: number | null | undefined): 'accent' | 'warn' | 'danger' {
  if (limit == null) return 'accent'
  if (used >= limit) return 'danger'
  return used * 10 >= limit * 9 ? 'warn' : 'accent'
}
