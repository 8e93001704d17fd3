import { describe, expect, it } from 'vitest'
import type { CampaignPush } from '@/shared/api/types'
import { failedOf, needsReconnect, progressOf } from './pushes'

const push = (state: CampaignPush['state'], of = 'token_revoked'): CampaignPush => ({
  kind: 'launch',
  state,
  problem: state === 'done' ? null : { class: of, code: '190', message: '', words: '' },
  at: '2026-11-22T10:00:00Z',
})

describe('how far the platforms have been told', () => {
  const accounts = [
    { ad_account_id: 'a', push: push('done') },
    { ad_account_id: 'b', push: push('failed') },
    { ad_account_id: 'b', push: push('failed') },
    { ad_account_id: 'c', push: push('pending') },
    { ad_account_id: 'd', push: null },
  ]

  it('is counted once for each ad account', () => {
    expect(progressOf(accounts)).toEqual({ all: 4, pending: 1, done: 1, failed: 1 })
    expect(failedOf(accounts).map(({ ad_account_id }) => ad_account_id)).toEqual(['b'])
  })

  it('is nothing where nothing was told', () => {
    expect(progressOf([])).toEqual({ all: 0, pending: 0, done: 0, failed: 0 })
  })
})

it('knows what a new connection mends', () => {
  const failed = (of: string) => needsReconnect(push('failed', of))
  expect(['token_revoked', 'token_expired', 'consent_denied', 'permission_missing'].every(failed)).toBe(true)
  expect(['rate_limited', 'invalid'].some(failed)).toBe(false)
  expect([push('pending'), push('done'), null].some(needsReconnect)).toBe(false)
})
