import { safePath } from './safe-path'

type Told = { kind: string; link?: string | null }

/** Where a notification leads. The server names the section; some kinds have a page of their own in it. */
export function notificationPath({ kind, link }: Told): string | undefined {
  if (kind.startsWith('security.')) return '/settings/security'
  if (kind === 'export.ready' && link === '/settings') return '/settings/data'
  if (kind.startsWith('api_key.')) return '/integrations/keys'
  if (kind === 'plan.limit_near') return '/usage'
  return link ? safePath(link) : undefined
}
