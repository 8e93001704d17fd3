import { expect, it } from 'vitest'
import { linesOf, shortened } from './text-lines'

const word = (text: string, left: number, top: number) => ({
  text,
  ...{ left, top, right: left + 20, bottom: top + 10 },
})

it('puts words together to the lines they stand in', () => {
  expect(linesOf([word('one', 0, 0), word('two', 25, 1), word('three', 0, 12)])).toEqual([
    { text: 'one two', left: 0, top: 0, right: 45, bottom: 10 },
    { text: 'three', left: 0, top: 12, right: 20, bottom: 22 },
  ])
})

it('knows lines that run from right to left', () => {
  expect(linesOf([word('واحد', 25, 0), word('اثنان', 0, 0)])).toEqual([
    { text: 'واحد اثنان', left: 0, top: 0, right: 45, bottom: 10 },
  ])
})

it('cuts short what has no room', () => {
  const width = (text: string) => text.length
  expect(shortened('Ramadan', 7, width)).toBe('Ramadan')
  expect(shortened('Ramadan offers', 9, width)).toBe('Ramadan…')
})
