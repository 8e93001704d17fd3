import { expect, it } from 'vitest'
import type { TopCampaign } from '@/shared/api/types'
import { scoreOf } from './score'

const campaign = (roas: number | null, conversions: number | null) =>
  ({ metrics: { roas, conversions, spend: 100 } }) as TopCampaign

it('measures campaigns by what most of them have', () => {
  expect(scoreOf([campaign(2, 9), campaign(1, 4)])).toBe('roas')
  expect(scoreOf([campaign(2, 9), campaign(null, 4)])).toBe('conversions')
  expect(scoreOf([campaign(null, null)])).toBe('spend')
  expect(scoreOf([])).toBe('roas')
})
