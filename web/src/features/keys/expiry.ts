import type { ApiKey } from '@/shared/api/types'

const DAY = 86_400_000

export const PRESETS = ['30', '90', '365', 'never', 'date'] as const
export type Preset = (typeof PRESETS)[number]

/** The instant to send; a date means the end of that day. */
export function expiryOf(preset: Preset, date: string, now = Date.now()): string | null {
  if (preset === 'never') return null
  if (preset === 'date') return date ? `${date}T23:59:59Z` : null
  return `${new Date(now + Number(preset) * DAY).toISOString().slice(0, 19)}Z`
}

export type KeyState = 'active' | 'expiring' | 'expired' | 'revoked'

export function stateOf({ revoked_at, expires_at }: ApiKey, now = Date.now()): KeyState {
  if (revoked_at) return 'revoked'
  if (!expires_at) return 'active'
  const left = Date.parse(expires_at) - now
  if (left <= 0) return 'expired'
  return left < 14 * DAY ? 'expiring' : 'active'
}
