import { expect, it } from 'vitest'
import { matches } from './fold'

it('finds Arabic however it is typed', () => {
  expect(matches('الإعدادات', 'الاعدادات')).toBe(true)
  expect(matches('لوحة المتابعة', 'لوحه')).toBe(true)
  expect(matches('مُطّلع', 'مطلع')).toBe(true)
})

it('finds Latin without case and accents', () => {
  expect(matches('Café Riyadh', 'cafe')).toBe(true)
  expect(matches('Team', 'audit')).toBe(false)
})
