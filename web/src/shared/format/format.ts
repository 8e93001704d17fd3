// Dates, numbers and money as the reader expects them: their language, the organization's currency and time zone.
import { LANGUAGE_TAG, type Language } from '@/shared/lib/language'

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** With the month's name: digits alone are read differently in different places. */
const DATE = { day: 'numeric', month: 'short', year: 'numeric' } as const
/** Arabic counts twelve hours, without a zero before them; British English twenty-four, with it. */
const TIME = {
  ar: { hour: 'numeric', minute: '2-digit' },
  en: { hour: '2-digit', minute: '2-digit' },
} as const

export type FormatOptions = { language: Language; timeZone?: string; currency?: string }

export function createFormat({ language, timeZone, currency = 'SAR' }: FormatOptions) {
  const tag = LANGUAGE_TAG[language]
  const number = (value: number, options?: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(tag, options).format(value)
  const instant = (value: string | Date, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, { timeZone, ...options }).format(new Date(value))

  return {
    number: (value: number) => number(value),
    /** 12,400 → "12.4K"; the full number belongs into a title or table. */
    compact: (value: number) => number(value, { notation: 'compact', maximumFractionDigits: 1 }),
    /** The API gives percent (12.5), not a fraction. */
    percent: (value: number) =>
      // Latin digits have the Latin sign.
      number(value / 100, { style: 'percent', maximumFractionDigits: 2 }).replace(/٪\u061c?/, '%'),
    /** `whole` leaves the fraction out, for figures that are glanced at. */
    money: (value: number, { code = currency, whole = false, compact = false } = {}) =>
      number(value, {
        style: 'currency',
        currency: code,
        currencyDisplay: 'narrowSymbol',
        notation: compact && Math.abs(value) >= 10_000 ? 'compact' : undefined,
        maximumFractionDigits: compact && Math.abs(value) >= 10_000 ? 1 : whole ? 0 : undefined,
      }),
    /** Two places at most: 3.5. */
    decimal: (value: number) => number(value, { maximumFractionDigits: 2 }),
    /** Space of a plan, which counts in 1024 as its limits do: 1073741824 is "1 GB". */
    storage: (value: number) => {
      const unit = value >= 1024 ** 3 ? 'gigabyte' : 'megabyte'
      const size = value / 1024 ** (unit === 'gigabyte' ? 3 : 2)
      return number(size, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 })
    },
    bytes: (value: number) => {
      const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte']
      const step = value > 0 ? Math.min(units.length - 1, Math.floor(Math.log10(value) / 3)) : 0
      const options = {
        style: 'unit',
        unit: units[step],
        unitDisplay: 'short',
        maximumFractionDigits: 1,
      } as const
      return number(value / 1000 ** step, options)
    },
    date: (value: string | Date) => instant(value, DATE),
    /** A day without a time (`2026-11-21`), which is the same day everywhere; `short` leaves the year out. */
    day: (day: string, { short = false } = {}) =>
      instant(`${day}T00:00:00Z`, {
        ...DATE,
        timeZone: 'UTC',
        year: short ? undefined : DATE.year,
      }),
    month: (day: string) => instant(`${day}T00:00:00Z`, { month: 'short', year: 'numeric', timeZone: 'UTC' }),
    days: (from: string, to: string) =>
      new Intl.DateTimeFormat(tag, { ...DATE, timeZone: 'UTC' }).formatRange(
        new Date(`${from}T00:00:00Z`),
        new Date(`${to}T00:00:00Z`),
      ),
    /** An hour of whatever day, 0 to 23. */
    hour: (hour: number) =>
      instant(new Date(Date.UTC(2000, 0, 1, hour)), { ...TIME[language], timeZone: 'UTC' }),
    time: (value: string | Date) => instant(value, TIME[language]),
    /** With seconds, for what is watched. */
    clock: (value: string | Date) => instant(value, { ...TIME[language], second: '2-digit' }),
    dateTime: (value: string | Date) => instant(value, { ...DATE, ...TIME[language] }),
    /** "3 hours ago"; give the exact instant in a title beside it. */
    ago: (value: string | Date, now = Date.now()) => {
      const seconds = (new Date(value).getTime() - now) / 1000
      const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })
      for (const [unit, size] of UNITS)
        if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit)
      return relative.format(0, 'second')
    },
    /** "3 days and 4 hours": the two largest units. */
    duration: (seconds: number) => {
      const parts = [
        ['day', Math.floor(seconds / 86_400)],
        ['hour', Math.floor((seconds % 86_400) / 3600)],
        ['minute', Math.floor((seconds % 3600) / 60)],
      ] as const
      const shown = parts.filter(([, size]) => size > 0).slice(0, 2)
      const unit = (name: string, size: number) =>
        number(size, { style: 'unit', unit: name, unitDisplay: 'long' })
      if (shown.length === 0) return unit('second', Math.floor(seconds))
      return new Intl.ListFormat(tag, { type: 'conjunction' }).format(
        shown.map(([name, size]) => unit(name, size)),
      )
    },
    list: (items: string[]) => new Intl.ListFormat(tag, { type: 'conjunction' }).format(items),
    currencyName: (code: string) => new Intl.DisplayNames(tag, { type: 'currency' }).of(code) ?? code,
  }
}

export type Format = ReturnType<typeof createFormat>
