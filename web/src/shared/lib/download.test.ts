import { expect, it } from 'vitest'
import { fileName } from './download'

it('makes a file name of words in any script', () => {
  expect(fileName('Spend over time', 'png')).toBe('Spend-over-time.png')
  expect(fileName('الإنفاق: يوم/يوم', 'png')).toBe('الإنفاق-يوم-يوم.png')
  expect(fileName('../..', 'csv')).toBe('cmis.csv')
})
