import { describe, expect, it } from 'vitest'
import type { CampaignDetail } from '@/shared/api/types'
import { emptyValues, toPlan } from '../campaign-values'
import { after, before, isAnswered, isStep, partOf, STEPS, stepOf } from './steps'

describe('the steps of the wizard', () => {
  it('follow each other', () => {
    expect(STEPS.map(after)).toEqual(['audience', 'platforms', 'goal', 'review', 'review'])
    expect(STEPS.map(before)).toEqual([undefined, 'basics', 'audience', 'platforms', 'goal'])
    expect(['goal', 'done', undefined].map(isStep)).toEqual([true, false, false])
  })

  it('ask for what a launch misses', () => {
    expect(stepOf('budget')).toBe('goal')
    expect(stepOf('ad_account_ids')).toBe('platforms')
    expect(stepOf('target_audience.locations')).toBe('audience')
  })

  it('save their own fields and no others, and ask for each field once', () => {
    const plan = toPlan({ ...emptyValues('SAR'), name: 'Eid', budget: '900' })
    expect(partOf(plan, 'basics')).toEqual({ name: 'Eid', description: '', tags: [], team_ids: [] })
    expect(partOf(plan, 'goal')).toMatchObject({ budget: 900, currency: 'SAR', end_date: null })
    const asked = STEPS.flatMap(step => Object.keys(partOf(plan, step)))
    expect(asked.sort()).toEqual(Object.keys(plan).sort())
  })
})

it('knows which steps have their answer', () => {
  const campaign = {
    objectives: ['traffic'],
    budget: 100,
    start_date: '2027-01-01',
    accounts: [] as unknown[],
    target_audience: { locations: ['SA'] },
  } as CampaignDetail
  expect(STEPS.filter(step => isAnswered(step, campaign))).toEqual(['basics', 'audience', 'goal'])
  expect(STEPS.filter(step => isAnswered(step, undefined))).toEqual([])
})
