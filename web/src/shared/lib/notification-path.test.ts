import { expect, it, vi } from 'vitest'
import { notificationPath } from './notification-path'

vi.stubGlobal('location', { origin: 'https://cmis.example' })

it.each([
  ['security.new_login', '/settings', '/settings/security'],
  ['export.ready', '/settings', '/settings/data'],
  ['export.ready', '/settings/organization', '/settings/organization'],
  ['plan.limit_near', '/organizations', '/usage'],
  ['member.joined', '/team', '/team'],
  ['member.joined', 'https://evil.example', '/'],
  ['member.joined', null, undefined],
])('%s with %s leads to %s', (kind, link, path) => {
  expect(notificationPath({ kind, link })).toBe(path)
})
