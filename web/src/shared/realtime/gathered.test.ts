import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { gathered } from './gathered'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('tells all at once, and no more often than it waits', () => {
  const told: string[][] = []
  const words = gathered<string>(5000, all => void told.push([...all]))
  words.add(['a'])
  vi.advanceTimersByTime(3000)
  words.add(['b', 'a'])
  expect(told).toEqual([])
  vi.advanceTimersByTime(2000)
  expect(told).toEqual([['a', 'b']])
  words.add(['c'])
  vi.advanceTimersByTime(4999)
  expect(told).toHaveLength(1)
  vi.advanceTimersByTime(1)
  expect(told).toEqual([['a', 'b'], ['c']])
})

it('forgets what was not told yet', () => {
  const tell = vi.fn()
  const words = gathered<string>(5000, tell)
  words.add(['a'])
  words.forget()
  vi.advanceTimersByTime(10_000)
  expect(tell).not.toHaveBeenCalled()
})
