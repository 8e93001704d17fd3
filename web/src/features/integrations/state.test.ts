import { describe, expect, it } from 'vitest'
import type { Integration, PlatformIntegrations } from '@/shared/api/types'
import { endsSoon, stateOf } from './state'

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
