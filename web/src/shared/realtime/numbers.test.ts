import { expect, it } from 'vitest'
import { holdsNumbers } from './numbers'

const told = new Set(['c1'])
const holds = (...key: string[]) => holdsNumbers(['org', 'o1', ...key], 'o1', told)

it('finds what shows numbers', () => {
  expect(holds('dashboard', 'overview', 'week')).toBe(true)
  expect(holds('analytics', 'funnel')).toBe(true)
  expect(holds('campaigns', 'list')).toBe(true)
  expect(holds('campaigns', 'one', 'c1', 'trend')).toBe(true)
})

it('leaves what did not change', () => {
  expect(holds('campaigns', 'one', 'c2', 'trend')).toBe(false)
  expect(holds('dashboard', 'members')).toBe(false)
  expect(holds('analytics', 'name', 'c1')).toBe(false)
  expect(holds('members')).toBe(false)
  expect(holdsNumbers(['org', 'o2', 'analytics'], 'o1', told)).toBe(false)
  expect(holdsNumbers(['me'], 'o1', told)).toBe(false)
})
