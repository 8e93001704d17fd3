import { expect, it } from 'vitest'
import { isUnderWay, shareOf, toneOf } from './standing'

it('knows how much of a cap is used', () => {
  expect(shareOf(250, 1000)).toBe(25)
  expect(shareOf(1500, 1000)).toBe(100)
  expect(shareOf(-5, 1000)).toBe(0)
  expect(shareOf(0, 0)).toBe(100)
})

it('warns before a cap is reached', () => {
  expect(toneOf(899, 1000)).toBe('accent')
  expect(toneOf(900, 1000)).toBe('warn')
  expect(toneOf(1000, 1000)).toBe('danger')
  expect(toneOf(0, 0)).toBe('danger')
})

it('looks after a stop until the platforms are done', () => {
  const stopped_at = '2026-11-23T09:00:00Z'
  const then = Date.parse(stopped_at)
  expect(isUnderWay({ campaigns: 0, pending: 0, stopped_at }, then + 1000)).toBe(true)
  expect(isUnderWay({ campaigns: 3, pending: 1, stopped_at }, then + 600_000)).toBe(true)
  expect(isUnderWay({ campaigns: 3, pending: 0, stopped_at }, then + 600_000)).toBe(false)
})
