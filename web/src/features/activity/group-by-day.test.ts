import { expect, it } from 'vitest'
import { groupByDay } from './group-by-day'

it('cuts days where the organization’s midnight is', () => {
  const entries = [
    { at: '2026-11-21T22:00:00Z' },
    { at: '2026-11-21T20:30:00Z' },
    { at: '2026-11-20T23:00:00Z' },
    { at: '2026-11-20T20:00:00Z' },
  ]
  const days = (zone: string) => groupByDay(entries, zone).map(({ day, entries: e }) => [day, e.length])
  expect(days('Asia/Riyadh')).toEqual([
    ['2026-11-22', 1],
    ['2026-11-21', 2],
    ['2026-11-20', 1],
  ])
  expect(days('UTC')).toEqual([
    ['2026-11-21', 2],
    ['2026-11-20', 2],
  ])
})
