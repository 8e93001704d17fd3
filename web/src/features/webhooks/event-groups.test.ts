import { expect, test } from 'vitest'
import { groupsOf } from './event-groups'

const event = (name: string, group: string) => ({ event: name, group, description: name })

test('events stand in the groups of the catalogue', () => {
  const all = [event('member.joined', 'member'), event('org.updated', 'org'), event('member.left', 'member')]
  expect(groupsOf(all, []).map(({ name, events }) => [name, events.length])).toEqual([
    ['member', 2],
    ['org', 1],
  ])
})

test('a choice that the catalogue does not know stays visible', () => {
  const groups = groupsOf([event('org.updated', 'org')], ['campaign.created', 'org.updated'])
  expect(groups.at(-1)).toEqual({
    name: 'other',
    events: [{ event: 'campaign.created', group: 'other', description: '' }],
  })
})
