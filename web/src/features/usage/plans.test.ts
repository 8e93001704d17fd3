import { expect, it } from 'vitest'
import { nextPlan, toneOf, USUAL_PLANS } from './plans'

it('finds the next plan, and none after the last', () => {
  expect(nextPlan(USUAL_PLANS, 'free')?.name).toBe('starter')
  expect(nextPlan(USUAL_PLANS, 'enterprise')).toBeUndefined()
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
