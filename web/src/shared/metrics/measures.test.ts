import { describe, expect, it } from 'vitest'
import { changeOf, isMeasure, MEASURES, verdictOf } from './measures'

describe('the change to the period before', () => {
  it('is told in percent of what was', () => {
    expect(changeOf(150, 100)).toBe(50)
    expect(changeOf(50, 100)).toBe(-50)
    expect(changeOf(0, 80)).toBe(-100)
  })

  it('is unknown where a side is, or where there was nothing', () => {
    expect(changeOf(null, 100)).toBeUndefined()
    expect(changeOf(100, undefined)).toBeUndefined()
    expect(changeOf(100, 0)).toBeUndefined()
  })
})

describe('whether a change is good', () => {
  it('turns round for costs', () => {
    expect(verdictOf('clicks', 12)).toBe('good')
    expect(verdictOf('clicks', -12)).toBe('bad')
    for (const cost of ['cpa', 'cpc', 'cpm'] as const) {
      expect(verdictOf(cost, 12)).toBe('bad')
      expect(verdictOf(cost, -12)).toBe('good')
    }
  })

  it('is no question for spend, nor for next to nothing', () => {
    expect(verdictOf('spend', 40)).toBe('flat')
    expect(verdictOf('clicks', 0.01)).toBe('flat')
  })
})

it('knows its measures by name', () => {
  expect(MEASURES).toContain('roas')
  expect(isMeasure('roas')).toBe(true)
  expect(isMeasure('luck')).toBe(false)
  expect(isMeasure(undefined)).toBe(false)
})
