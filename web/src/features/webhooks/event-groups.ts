import type { WebhookEvent } from '@/shared/api/types'

/** The catalogue by groups, in its order. What was chosen by name and stands in no catalogue stays visible under `other`. */
export function groupsOf(
  events: WebhookEvent[],
  chosen: string[],
): { name: string; events: WebhookEvent[] }[] {
  const known = new Set(events.map(({ event }) => event))
  const other = chosen
    .filter(event => !known.has(event))
    .map(event => ({ event, group: 'other', description: '' }))
  const groups = new Map<string, WebhookEvent[]>()
  for (const event of [...events, ...other]) {
    groups.set(event.group, [...(groups.get(event.group) ?? []), event])
  }
  return [...groups].map(([name, members]) => ({ name, events: members }))
}
