import { expect, it } from 'vitest'
import { emptyLimit, isEmpty, toBody } from './limit-values'

const org = { currency: 'SAR', time_zone: 'Asia/Riyadh' }

it('begins with the own currency where it has no limits yet', () => {
  expect(emptyLimit(org, []).currency).toBe('SAR')
  expect(emptyLimit(org, ['SAR']).currency).toBe('')
  expect(emptyLimit(org, []).counted_from).toMatch(/^\d{4}-\d{2}-\d{2}$/)
})

it('limits only what was filled in, in the digits of either language', () => {
  const values = { ...emptyLimit(org, []), daily_cap: '٥٠٠', counted_from: '2026-11-01' }
  expect(isEmpty(values)).toBe(false)
  expect(toBody(values)).toEqual({
    daily_cap: 500,
    lifetime_cap: null,
    counted_from: '2026-11-01',
    approval_above: null,
  })
  // Nothing may be spent is a limit too.
  expect(toBody({ ...values, daily_cap: '0' }).daily_cap).toBe(0)
})

it('knows a limit of nothing', () => {
  expect(isEmpty(emptyLimit(org, []))).toBe(true)
})
