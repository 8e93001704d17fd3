import type { QueryKey } from '@tanstack/react-query'

/** Of the dashboard, what is counted at platforms. */
const COUNTED = ['overview', 'running']

/** Whether an answer holds numbers of these campaigns: sums of all may, and of a single one's those that were told. */
export function holdsNumbers(key: QueryKey, org: string, campaigns: ReadonlySet<string>): boolean {
  const [scope, of, subject, part, id] = key
  if (scope !== 'org' || of !== org) return false
  if (subject === 'analytics') return part !== 'name'
  if (subject === 'dashboard') return COUNTED.includes(String(part))
  return subject === 'campaigns' && (part !== 'one' || campaigns.has(String(id)))
}
