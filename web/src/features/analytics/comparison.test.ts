import { describe, expect, it } from 'vitest'
import { canShareAxis, firstFew, rankOf } from './comparison'

describe('the best and the worst', () => {
  const ranks = { clicks: { best: 'a', worst: 'c' }, spend: { best: 'a', worst: 'c' } }

  it('are those that the server found', () => {
    expect(['a', 'b', 'c'].map(id => rankOf(ranks, 'clicks', id))).toEqual(['best', undefined, 'worst'])
    expect(rankOf(ranks, 'roas', 'a')).toBeUndefined()
  })

  it('are no question of spend', () => {
    expect(rankOf(ranks, 'spend', 'a')).toBeUndefined()
  })
})

it('keeps amounts of different currencies from one axis', () => {
  const [riyals, dollars] = [{ currency: 'SAR' }, { currency: 'USD' }]
  expect(canShareAxis([riyals, riyals], 'spend')).toBe(true)
  expect(canShareAxis([riyals, dollars], 'spend')).toBe(false)
  expect(canShareAxis([riyals, dollars], 'clicks')).toBe(true)
})

it('begins with a few', () => {
  expect(firstFew([...'abcdefg'].map(id => ({ id })))).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(firstFew([])).toEqual([])
})
