import { expect, it } from 'vitest'
import { reportsOf } from './reports'

const period = { start_date: '2026-11-01', end_date: '2026-11-07' }

it('exports what the page shows', () => {
  const one = { id: 'c1', platforms: ['meta' as const] }
  expect(reportsOf(one, period, { step: 'day', by: undefined })).toEqual([
    { report: 'timeseries', ...period, campaign_ids: 'c1', granularity: 'day' },
    { report: 'breakdown', ...period, campaign_ids: 'c1', granularity: 'year', group_by: 'device' },
  ])
  const two = { id: 'c1', platforms: ['meta' as const, 'tiktok' as const] }
  expect(reportsOf(two, period, { step: 'day', by: undefined })[1]).toMatchObject({ group_by: 'platform' })
  expect(reportsOf(two, period, { step: 'day', by: 'age' })[1]).toMatchObject({ group_by: 'age' })
})
