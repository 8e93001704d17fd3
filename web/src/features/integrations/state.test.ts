import { describe, expect, it } from 'vitest'
import type { Integration, PlatformIntegrations } from '@/shared/api/types'
import { countUsed, endsSoon, firstChoice, isAsking, stateOf } from './state'

const integration = (status: string, token: Partial<Integration['token']> = {}) =>
  ({
    status,
    token: { refreshes_at: null, refresh_expires_at: null, expires_at: null, ...token },
  }) as Integration
const platform = (integrations: Integration[], is_available = true) =>
  ({ integrations, is_available }) as PlatformIntegrations

describe('a platform', () => {
  it('that needs somebody says so, whatever else is connected', () => {
    expect(stateOf(platform([integration('active'), integration('needs_reconnect')]))).toBe('needs_reconnect')
    expect(stateOf(platform([integration('active')]))).toBe('connected')
  })

  it('that was connected with an app that is gone stays connected', () => {
    expect(stateOf(platform([integration('active')], false))).toBe('connected')
    expect(stateOf(platform([], false))).toBe('unavailable')
    expect(stateOf(platform([]))).toBe('ready')
  })
})

describe('the end of the access', () => {
  const now = Date.parse('2026-11-22T00:00:00Z')
  const [soon, late] = ['2026-11-30T00:00:00Z', '2027-03-01T00:00:00Z']

  it('is told when it is near and does not renew itself', () => {
    expect(endsSoon(integration('active', { expires_at: soon }), now)).toBe(soon)
    expect(endsSoon(integration('active', { expires_at: late }), now)).toBeUndefined()
  })

  it('is nobody’s business while it renews itself', () => {
    const renewed = { expires_at: soon, refreshes_at: soon }
    expect(endsSoon(integration('active', renewed), now)).toBeUndefined()
    expect(endsSoon(integration('active', { ...renewed, refresh_expires_at: soon }), now)).toBe(soon)
  })

  it('is past when it has to be connected again anyway', () => {
    expect(endsSoon(integration('needs_reconnect', { expires_at: soon }), now)).toBeUndefined()
  })
})

describe('the choice', () => {
  const account = (id: string, more = {}) => ({
    id,
    is_active: true,
    is_reached: true,
    is_used: false,
    subscription: null,
    ...more,
  })
  const reaching = (ad_accounts: object[], social_accounts: object[]) =>
    ({ ...integration('active'), ad_accounts, social_accounts }) as Integration

  it('begins with all that can be used', () => {
    const first = firstChoice(
      reaching(
        [account('a'), account('b', { is_active: false })],
        [account('p'), account('q', { is_reached: false })],
      ),
    )
    expect(first).toEqual({ accounts: ['a'], pages: ['p'] })
  })

  it('goes on with what is used, and adds no page to accounts that are', () => {
    const used = account('a', { is_used: true })
    expect(firstChoice(reaching([used, account('b')], [account('p')]))).toEqual({
      accounts: ['a'],
      pages: [],
    })
    const page = account('p', { is_used: true })
    expect(firstChoice(reaching([account('a')], [page]))).toEqual({ accounts: [], pages: ['p'] })
    expect(countUsed(reaching([used], [page]))).toBe(2)
  })

  it('is waited for while the platform is asked to announce a page', () => {
    const waiting = account('p', { is_used: true, subscription: 'waiting' })
    expect(isAsking(reaching([], [waiting]))).toBe(true)
    expect(isAsking(reaching([], [{ ...waiting, is_reached: false }]))).toBe(false)
    expect(isAsking(reaching([], [{ ...waiting, subscription: 'on' }]))).toBe(false)
    expect(isAsking({ ...reaching([], [waiting]), status: 'needs_reconnect' })).toBe(false)
  })
})
