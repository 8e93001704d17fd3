import { expect, it } from 'vitest'
import type { ApiKey } from '@/shared/api/types'
import { expiryOf, stateOf } from './expiry'

const now = Date.parse('2026-11-21T10:00:00Z')

it('counts from now, to a day’s end, or never', () => {
  expect(expiryOf('30', '', now)).toBe('2026-12-21T10:00:00Z')
  expect(expiryOf('date', '2027-01-31', now)).toBe('2027-01-31T23:59:59Z')
  expect(expiryOf('never', '', now)).toBeNull()
})

it.each([
  [null, null, 'active'],
  ['2027-06-01T00:00:00Z', null, 'active'],
  ['2026-11-25T00:00:00Z', null, 'expiring'],
  ['2026-11-01T00:00:00Z', null, 'expired'],
  ['2027-06-01T00:00:00Z', '2026-11-20T00:00:00Z', 'revoked'],
])('expires %s, revoked %s: %s', (expires_at, revoked_at, state) => {
  expect(stateOf({ expires_at, revoked_at } as ApiKey, now)).toBe(state)
})
