import { expect, it } from 'vitest'
import { diff } from './diff'

it('puts changed fields first', () => {
  expect(diff({ name: 'Sara', role: 'member' }, { name: 'Sara', role: 'admin' })).toEqual([
    { path: 'role', before: 'member', after: 'admin', changed: true },
    { path: 'name', before: 'Sara', after: 'Sara', changed: false },
  ])
})

it('shows something new with an empty before, and nested fields by path', () => {
  expect(diff(null, { org: { name: 'Noor' }, scopes: ['a', 'b'] })).toEqual([
    { path: 'org.name', before: '', after: 'Noor', changed: true },
    { path: 'scopes', before: '', after: 'a, b', changed: true },
  ])
})

it('tells false and 0 from nothing', () => {
  expect(diff({ on: false }, { on: null, count: 0 })).toEqual([
    { path: 'on', before: 'false', after: '', changed: true },
    { path: 'count', before: '', after: '0', changed: true },
  ])
})
