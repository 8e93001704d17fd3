import { expect, it } from 'vitest'
import { startOfDay } from './zoned-day'

it('begins a day where the organization is', () => {
  expect(startOfDay('2026-11-21', 'Asia/Riyadh')).toBe('2026-11-20T21:00:00.000Z')
  expect(startOfDay('2026-11-21', 'Asia/Riyadh', 1)).toBe('2026-11-21T21:00:00.000Z')
  expect(startOfDay('2026-11-21', 'UTC')).toBe('2026-11-21T00:00:00.000Z')
})

it('knows summer time on the day of the change', () => {
  expect(startOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z')
  expect(startOfDay('2026-03-29', 'Europe/Berlin', 1)).toBe('2026-03-29T22:00:00.000Z')
  expect(startOfDay('2026-10-25', 'Europe/Berlin', 1)).toBe('2026-10-25T23:00:00.000Z')
})

it('says nothing about what is no day', () => {
  expect(startOfDay('', 'UTC')).toBeUndefined()
  expect(startOfDay('tomorrow', 'UTC')).toBeUndefined()
  expect(startOfDay('2026-13-45', 'UTC')).toBeUndefined()
})
