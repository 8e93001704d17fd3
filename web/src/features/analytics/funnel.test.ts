import { expect, it } from 'vitest'
import { widthsOf } from './funnel'

it('draws steps by their order of magnitude', () => {
  expect(widthsOf([999_999, 999, 0])).toEqual([100, 50, 0])
  expect(widthsOf([9_999_999_999, 1])).toEqual([100, 4])
})

it('draws nothing of nothing and of what nobody counts', () => {
  expect(widthsOf([0, 0])).toEqual([0, 0])
  expect(widthsOf([100, null])).toEqual([100, 0])
})
