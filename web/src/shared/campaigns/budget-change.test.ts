import { describe, expect, it } from 'vitest'
import { changedBy, differenceOf } from './budget-change'

describe('the difference between two budgets', () => {
  it('is in per cent of the first', () => {
    expect(differenceOf(1000, 1250)).toBe(25)
    expect(differenceOf(900, 600)).toBe(-33.3)
    expect(differenceOf(500, 500)).toBe(0)
  })

  it('is none where there is nothing to compare', () => {
    expect(differenceOf(null, 100)).toBeUndefined()
    expect(differenceOf(0, 100)).toBeUndefined()
    expect(differenceOf(100, null)).toBeUndefined()
  })
})

it('changes a budget by per cent, to the coins that its currency has', () => {
  expect(changedBy(1000, 10, 'SAR')).toBe(1100)
  expect(changedBy(99.99, -20, 'SAR')).toBe(79.99)
  expect(changedBy(10.05, 10, 'KWD')).toBe(11.055)
  expect(changedBy(999, 10, 'JPY')).toBe(1098)
  expect(changedBy(1.15, 100, 'USD')).toBe(2.3)
})
