import { describe, expect, it } from 'vitest'
import { createFormat } from './format'

const ar = createFormat({ language: 'ar', timeZone: 'Asia/Riyadh', currency: 'SAR' })
const en = createFormat({ language: 'en', timeZone: 'Asia/Riyadh', currency: 'SAR' })
const NBSP = /[\u00a0\u202f\u200f\u061c]/g
const plain = (text: string) => text.replace(NBSP, ' ').trim()

describe('numbers', () => {
  it('keeps Latin digits in Arabic', () => {
    expect(ar.number(1234567.5)).toMatch(/1,234,567\.5/)
  })
  it('shows percent as the API gives it', () => {
    expect(plain(en.percent(12.345))).toBe('12.35%')
    expect(plain(ar.percent(99.5))).toBe('99.5%')
  })
  it('sizes bytes in steps of a thousand', () => {
    expect(plain(en.bytes(0))).toBe('0 byte')
    expect(plain(en.bytes(5_250_000))).toBe('5.3 MB')
  })
})

describe('instants', () => {
  it('uses the zone of the organization', () => {
    expect(en.dateTime('2026-11-21T22:30:00Z')).toMatch(/22 Nov 2026.*01:30/)
    expect(ar.time('2026-11-21T22:30:00Z')).toBe('1:30 ص')
  })
  it('tells how long ago in words', () => {
    const now = Date.parse('2026-11-21T10:00:00Z')
    expect(en.ago('2026-11-21T07:00:00Z', now)).toBe('3 hours ago')
    expect(ar.ago('2026-11-20T10:00:00Z', now)).toBe('أمس')
    expect(en.ago('2026-11-21T09:59:50Z', now)).toBe('now')
  })
})
