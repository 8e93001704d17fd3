import type { PlanName, Usage } from '@/shared/api/types'

export type Metric = Usage['metrics'][number]['metric']
export type PlanLimits = { name: PlanName } & Partial<Record<Metric, number | null>>

const GB = 1024 ** 3

/** As the product is delivered, smallest first; null is unlimited. An installation may set others. */
export const USUAL_PLANS: PlanLimits[] = [
  { name: 'free', members: 3, connected_accounts: 3, ai_requests: 50, storage_bytes: GB },
  { name: 'starter', members: 10, connected_accounts: 10, ai_requests: 500, storage_bytes: 10 * GB },
  { name: 'professional', members: 50, connected_accounts: 50, ai_requests: 5000, storage_bytes: 100 * GB },
  { name: 'enterprise', members: null, connected_accounts: null, ai_requests: null, storage_bytes: null },
]

export const nextPlan = (plans: readonly PlanLimits[], now: PlanName) =>
  plans[plans.findIndex(plan => plan.name === now) + 1]

/** Calm, near the limit (the admins are warned at 90%), or at it. */
export function toneOf(used: number, limit: number | null | undefined): 'accent' | 'warn' | 'danger' {
  if (limit == null) return 'accent'
  if (used >= limit) return 'danger'
  return used * 10 >= limit * 9 ? 'warn' : 'accent'
}
