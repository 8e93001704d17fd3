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
export const pagesOf = ({ social_accounts }: Integration) => social_accounts.filter(({ is_used }) => is_used)

/** All that is used of it: ad accounts, pages and profiles. */
export const countUsed = (integration: Integration) =>
  usedOf(integration).length + pagesOf(integration).length

/** What is chosen at first: what is in use; where nothing is yet, all ad accounts that can run ads, and every page that is reached. */
export function firstChoice(integration: Integration) {
  const isNew = countUsed(integration) === 0
  const { ad_accounts, social_accounts } = integration
  const accounts = isNew ? ad_accounts.filter(it => it.is_active && it.is_reached) : usedOf(integration)
  const pages = isNew ? social_accounts.filter(it => it.is_reached) : pagesOf(integration)
  return { accounts: accounts.map(({ id }) => id), pages: pages.map(({ id }) => id) }
}

/** The platform is being asked to announce a page. */
export const isAsking = (integration: Integration) =>
  integration.status === 'active' &&
  pagesOf(integration).some(({ subscription, is_reached }) => subscription === 'waiting' && is_reached)

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
