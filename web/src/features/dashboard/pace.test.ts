import { describe, expect, it } from 'vitest'
import { paceOf, toneOf } from './pace'

const WEEK = { start_date: '2026-11-16', end_date: '2026-11-22' }
const campaign = {
  budget: 100,
  budget_type: 'daily' as const,
  start_date: null,
  end_date: null,
  spent: 4_000,
  metrics: { spend: 350 },
}

describe('what was spent of a budget', () => {
  it('is a week’s of a daily one', () => {
    expect(paceOf(campaign, WEEK)).toEqual({ of: 'week', spent: 350, budget: 700 })
  })

  it('counts the days on which it ran', () => {
    expect(paceOf({ ...campaign, start_date: '2026-11-20' }, WEEK)?.budget).toBe(300)
    expect(paceOf({ ...campaign, start_date: '2026-01-01', end_date: '2026-11-17' }, WEEK)?.budget).toBe(200)
    expect(paceOf({ ...campaign, start_date: '2026-12-01' }, WEEK)).toBeUndefined()
  })

  it('is all of a lifetime’s', () => {
    const pace = paceOf({ ...campaign, budget: 5_000, budget_type: 'lifetime' }, WEEK)
    expect(pace).toEqual({ of: 'whole', spent: 4_000, budget: 5_000 })
  })

  it('is nothing without one', () => {
    expect(paceOf({ ...campaign, budget: null }, WEEK)).toBeUndefined()
    expect(paceOf({ ...campaign, budget: 0 }, WEEK)).toBeUndefined()
  })
})

it('warns before it is gone', () => {
  const tone = (spent: number) => toneOf({ of: 'whole', spent, budget: 100 })
  expect([tone(50), tone(90), tone(100)]).toEqual(['accent', 'warn', 'danger'])
})
