import { expect, it } from 'vitest'
import { isChanged, queryOf, searchOf } from './view-state'

const view = {
  id: 'v1',
  query: { status: 'active', platform: ['meta', 'tiktok'] },
  columns: ['spend', 'roas'],
}

it('keeps filters and order, and no place in the list', () => {
  expect(queryOf({ q: 'tea', sort: '-spend', page: '3', view: 'v1', tag: undefined, status: '' })).toEqual({
    q: 'tea',
    sort: '-spend',
  })
})

it('is an address', () => {
  expect(searchOf(view)).toEqual({ status: 'active', platform: 'meta,tiktok', view: 'v1' })
})

it('knows when the page has left it', () => {
  const search = searchOf(view)
  expect(isChanged(view, { ...search, page: '2' }, ['roas', 'spend'])).toBe(false)
  expect(isChanged(view, { ...search, q: 'tea' }, ['spend', 'roas'])).toBe(true)
  expect(isChanged(view, { view: 'v1' }, ['spend', 'roas'])).toBe(true)
  expect(isChanged(view, search, ['spend'])).toBe(true)
  expect(isChanged({ ...view, columns: null }, search, ['spend'])).toBe(false)
  expect(isChanged(view, search, undefined)).toBe(false)
})
