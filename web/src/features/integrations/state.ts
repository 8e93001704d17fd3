import type { Integration, PlatformIntegrations, Sync } from '@/shared/api/types'
import type { Tone } from '@/shared/ui/Badge'

export type PlatformState = 'connected' | 'needs_reconnect' | 'ready' | 'unavailable'

export const STATE_TONE: Record<PlatformState, Tone> = {
  connected: 'ok',
  needs_reconnect: 'danger',
  ready: 'neutral',
  unavailable: 'warn',
}

/** What stands on the card: what needs somebody comes first. */
export function stateOf({ integrations, is_available }: PlatformIntegrations): PlatformState {
  if (integrations.some(({ status }) => status === 'needs_reconnect')) return 'needs_reconnect'
  if (integrations.length > 0) return 'connected'
  return is_available ? 'ready' : 'unavailable'
}

export const usedOf = ({ ad_accounts }: Integration) => ad_accounts.filter(account => account.is_used)

const NEAR = 14 * 86_400_000

/** When somebody has to connect again, if that is soon; what renews itself ends with its last renewal. */
export function endsSoon({ status, token }: Integration, now = Date.now()): string | undefined {
  const end = token.refreshes_at ? token.refresh_expires_at : token.expires_at
  if (status !== 'active' || !end) return undefined
  return new Date(end).getTime() - now < NEAR ? end : undefined
}

export const isGoingOn = (sync: Pick<Sync, 'status'> | null | undefined) =>
  sync?.status === 'queued' || sync?.status === 'running'

export const SYNC_TONE: Record<Sync['status'], Tone> = {
  queued: 'neutral',
  running: 'info',
  held: 'warn',
  completed: 'ok',
  failed: 'danger',
  cancelled: 'neutral',
}
