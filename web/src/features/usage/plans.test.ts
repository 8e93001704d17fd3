import { expect, it } from 'vitest'
import { nextPlan, nextPlanName, toneOf } from './plans'

it('finds the next plan, and none after the last', () => {
  expect(nextPlanName('free')).toBe('starter')
  expect(nextPlanName('enterprise')).toBeUndefined()
  const plans = [{ name: 'professional' as const, members: 60 }]
  expect(nextPlan(plans, 'starter')?.members).toBe(60)
  expect(nextPlan(plans, 'free')).toBeUndefined()
})

it.each([
  [5, null, 'accent'],
  [8, 10, 'accent'],
  [9, 10, 'warn'],
  [10, 10, 'danger'],
  [0, 0, 'danger'],
] as const)('%i of %s is %s', (used, limit, tone) => {
  expect(toneOf(used, limit)).toBe(tone)
})
