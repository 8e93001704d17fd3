import { describe, expect, it } from 'vitest'
import { filtersOf, isFiltered, joined, reportsAt, scopeOf } from './filters'

const MONTH = { start_date: '2026-10-24', end_date: '2026-11-22' }
const TODAY = '2026-11-22'
const YEAR = { start_date: '2025-11-23', end_date: '2026-11-22' }
const ONE = '0190d3c2-7a1b-7c3d-8e4f-0123456789ab'
const OTHER = '0190d3c2-7a1b-7c3d-8e4f-0123456789ac'

describe('the filters of an address', () => {
  it('are the usual ones of an empty one', () => {
    expect(filtersOf({}, MONTH, TODAY)).toEqual({
      platforms: [],
      campaigns: [],
      isCompared: true,
      measure: 'spend',
      group: 'platform',
      step: 'day',
    })
    expect(filtersOf({}, YEAR, TODAY).step).toBe('week')
  })

  it('have hours where the days before have them too', () => {
    const hourly = (start_date: string) =>
      filtersOf({ step: 'hour' }, { start_date, end_date: TODAY }, TODAY).step
    expect(hourly('2026-11-20')).toBe('hour')
    expect(hourly('2026-11-19')).toBe('day')
  })

  it('are what it says', () => {
    const filters = filtersOf(
      {
        platform: 'meta,tiktok',
        campaigns: `${ONE},${OTHER}`,
        compare: 'off',
        measure: 'roas',
        by: 'country',
        step: 'month',
      },
      MONTH,
      TODAY,
    )
    expect(filters).toEqual({
      platforms: ['meta', 'tiktok'],
      campaigns: [ONE, OTHER],
      isCompared: false,
      measure: 'roas',
      group: 'country',
      step: 'month',
    })
    expect(isFiltered(filters)).toBe(true)
    expect(scopeOf(filters, MONTH)).toEqual({
      ...MONTH,
      platform: 'meta,tiktok',
      campaign_ids: `${ONE},${OTHER}`,
    })
  })

  it('leave out what makes no sense', () => {
    const filters = filtersOf(
      { platform: 'myspace,,meta,meta', campaigns: 'x', measure: 'luck', by: 'mood', step: 'hour' },
      MONTH,
      TODAY,
    )
    expect(filters).toEqual({ ...filtersOf({}, MONTH, TODAY), platforms: ['meta'] })
  })

  it('leave the address when there are none', () => {
    expect(joined([])).toBeUndefined()
    expect(joined(['meta', 'google'])).toBe('meta,google')
    expect(isFiltered(filtersOf({}, MONTH, TODAY))).toBe(false)
  })
})

it('exports what the page shows, with its filters', () => {
  const scope = { ...MONTH, platform: 'meta', campaign_ids: undefined }
  const named = (path: string) =>
    reportsAt(path, scope, { step: 'week', group: 'age' }).map(({ report }) => report)
  expect(named('/analytics')).toEqual(['overview', 'campaigns', 'timeseries', 'breakdown'])
  expect(named('/analytics/audience')).toEqual(['geo', 'demographics'])
  expect(reportsAt('/analytics/compare', scope, { step: 'week', group: 'age' })).toEqual([
    { report: 'compare', ...scope, granularity: 'week' },
  ])
})
