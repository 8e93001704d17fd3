import { expect, it } from 'vitest'
import type { Campaign, CampaignStatus } from '@/shared/api/types'
import { fitting, possible } from './deeds'

const of = (...statuses: CampaignStatus[]) => statuses.map(status => ({ id: status, status }) as Campaign)
const all = of('draft', 'active', 'paused', 'completed', 'archived')
const names = (campaigns: Campaign[]) => campaigns.map(({ id }) => id)

it('resumes what was paused, and never launches a draft', () => {
  expect(names(fitting('resume', all))).toEqual(['paused'])
  expect(names(fitting('pause', all))).toEqual(['active'])
  expect(names(fitting('budget', all))).toEqual(['active', 'paused'])
  expect(fitting('tags', all)).toHaveLength(5)
})

it('offers what fits the selection and the role', () => {
  expect(possible(of('draft'), () => true)).toEqual(['tags', 'archive'])
  expect(possible(of('active'), () => true)).toEqual(['pause', 'complete', 'budget', 'tags', 'archive'])
  expect(possible(of('paused'), permission => permission === 'campaigns.activate')).toEqual([
    'resume',
    'complete',
  ])
})
