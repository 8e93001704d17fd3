import type { SpendStop } from '@/shared/api/types'

/** The job that pauses begins a moment after the stop; until then there is nothing to count. */
const BEGINS_WITHIN = 30_000

type Stop = Pick<SpendStop, 'campaigns' | 'pending' | 'stopped_at'>

/** Whether platforms are still being told, or will be in a moment. */
export const isUnderWay = ({ pending, stopped_at }: Stop, now: number) =>
  pending > 0 || now - Date.parse(stopped_at) < BEGINS_WITHIN

/** In per cent of a cap, at most 100; a cap of nothing is full with anything. */
export function shareOf(value: number, cap: number): number {
  if (cap <= 0) return 100
  return Math.min((Math.max(value, 0) / cap) * 100, 100)
}

/** How near a cap is. */
export function toneOf(value: number, cap: number): 'accent' | 'warn' | 'danger' {
  if (value >= cap) return 'danger'
  return value >= cap * 0.9 ? 'warn' : 'accent'
}
