import { expect, it } from 'vitest'
import { groupScopes, isSameSet, readOnly } from './scopes'

const scopes = ['members.read', 'usage.read', 'members.invite']

it('groups by resource and keeps the order', () => {
  expect(groupScopes(scopes)).toEqual([
    { group: 'members', scopes: ['members.read', 'members.invite'] },
    { group: 'usage', scopes: ['usage.read'] },
  ])
})

it('knows what only reads', () => {
  expect(readOnly(scopes)).toEqual(['members.read', 'usage.read'])
})

it('compares without order', () => {
  expect(isSameSet(scopes, [...scopes].reverse())).toBe(true)
  expect(isSameSet(scopes, scopes.slice(1))).toBe(false)
})
