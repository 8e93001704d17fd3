import { expect, it } from 'vitest'
import { toBytes, toGigabytes, toLimit, toText } from './plans'

it('takes empty for unlimited and 0 for none', () => {
  expect(toLimit('')).toBeNull()
  expect(toLimit('0')).toBe(0)
  expect(toBytes(' ')).toBeNull()
  expect(toText(null)).toBe('')
})

it('keeps space over a round trip', () => {
  expect(toBytes('10')).toBe(10_737_418_240)
  expect(toGigabytes(10_737_418_240)).toBe('10')
  expect(toGigabytes(toBytes('0.5'))).toBe('0.5')
})
