import { expect, it } from 'vitest'
import { thresholdsOf } from './thresholds'

it('reads numbers as people type them', () => {
  expect(thresholdsOf('budget', '100, 80, 90, 80')).toEqual([80, 90, 100])
  expect(thresholdsOf('budget', '٨٠٪، ٩٠٪')).toEqual([80, 90])
  expect(thresholdsOf('ctr', '٠٫٥')).toEqual([0.5])
  expect(thresholdsOf('pacing', ' 20% ')).toEqual([20])
})

it('refuses what is no threshold', () => {
  expect(thresholdsOf('budget', '')).toBeUndefined()
  expect(thresholdsOf('budget', '80, much')).toBeUndefined()
  expect(thresholdsOf('roas', '0')).toBeUndefined()
  expect(thresholdsOf('roas', '1, 2')).toBeUndefined()
  expect(thresholdsOf('cpa', '-5')).toBeUndefined()
})
