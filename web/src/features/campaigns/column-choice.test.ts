import { expect, it } from 'vitest'
import { readChoice, USUAL } from './column-choice'

it('keeps the columns that somebody chose, in the order of the table', () => {
  expect(readChoice('["roas","status","gone"]')).toEqual(['status', 'roas'])
  expect(readChoice('[]')).toEqual([])
})

it('shows the usual ones where nothing was kept, or nothing that can be read', () => {
  expect(readChoice(null)).toEqual(USUAL)
  expect(readChoice('{"a":1}')).toEqual(USUAL)
  expect(readChoice('oops')).toEqual(USUAL)
})
