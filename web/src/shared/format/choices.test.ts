import { describe, expect, it } from 'vitest'
import { currencyOptions, guessFromZone, weekStartOptions, zoneOptions } from './choices'

describe('choices', () => {
  it('names days in the reader language', () => {
    expect(weekStartOptions('en').map(day => day.label)).toEqual(['Saturday', 'Sunday', 'Monday'])
    expect(weekStartOptions('ar').map(day => day.label)).toEqual(['السبت', 'الأحد', 'الاثنين'])
  })
  it('puts the currencies of the region first, each once', () => {
    const codes = currencyOptions('ar').map(option => option.id)
    expect(codes[0]).toBe('SAR')
    expect(new Set(codes).size).toBe(codes.length)
  })
  it('knows zones and guesses from them', async () => {
    expect(
      (await zoneOptions('en')).some(zone => zone.id === 'Asia/Riyadh' && zone.label.includes('Riyadh')),
    ).toBe(true)
    expect(guessFromZone('Africa/Cairo')).toEqual({
      currency: 'EGP',
      week_start: 'sunday',
      dialect: 'egyptian',
    })
    expect(guessFromZone('Europe/Berlin').currency).toBe('EUR')
  })
})
