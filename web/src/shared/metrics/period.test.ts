import { describe, expect, it } from 'vitest'
import { granularityOf, isPeriod, periodOf, presetOf, todayIn } from './period'

const TODAY = '2026-11-22'

describe('the days that an address means', () => {
  it('are the last thirty unless it says otherwise, today among them', () => {
    expect(periodOf({}, TODAY)).toEqual({ start_date: '2026-10-24', end_date: TODAY })
    expect(periodOf({ period: '7' }, TODAY)).toEqual({ start_date: '2026-11-16', end_date: TODAY })
    expect(periodOf({ period: '90' }, '2026-03-01')).toEqual({
      start_date: '2025-12-02',
      end_date: '2026-03-01',
    })
    expect(periodOf({ period: 'month' }, TODAY)).toEqual({ start_date: '2026-11-01', end_date: TODAY })
  })

  it('are two days of one’s own', () => {
    const search = { from: '2026-01-05', to: '2026-01-05' }
    expect(presetOf(search)).toBe('custom')
    expect(periodOf(search, TODAY)).toEqual({ start_date: '2026-01-05', end_date: '2026-01-05' })
  })

  it('are not what makes no sense', () => {
    expect(isPeriod('2026-02-01', '2026-01-01')).toBe(false)
    expect(isPeriod('2026-02-01', undefined)).toBe(false)
    expect(isPeriod('yesterday', TODAY)).toBe(false)
    expect(presetOf({ period: 'ever', from: TODAY, to: '2026-01-01' })).toBe('30')
  })
})

it('knows which day it is somewhere', () => {
  const late = new Date('2026-11-21T22:00:00Z')
  expect(todayIn('Asia/Riyadh', late)).toBe('2026-11-22')
  expect(todayIn('UTC', late)).toBe('2026-11-21')
})

it('takes longer steps for longer periods', () => {
  const until = (start_date: string) => granularityOf({ start_date, end_date: TODAY })
  expect(until('2026-08-25')).toBe('day')
  expect(until('2026-05-25')).toBe('week')
  expect(until('2024-11-22')).toBe('month')
})
