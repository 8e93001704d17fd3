export const PRESETS = ['7', '30', '90', 'month'] as const
export type Preset = (typeof PRESETS)[number]

/** Of the address: a preset, or two days. */
export type PeriodSearch = { period?: string; from?: string; to?: string }
/** Both days belong to it, as `2026-11-21`. */
export type Period = { start_date: string; end_date: string }

const DAY = 86_400_000
const iso = (at: number) => new Date(at).toISOString().slice(0, 10)
const parse = (day: string | undefined) =>
  day && /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN

/** `2026-11-21` of now in a time zone. */
export const todayIn = (timeZone: string | undefined, now = new Date()) =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now)

export function presetOf({ period, from, to }: PeriodSearch): Preset | 'custom' {
  if (isPeriod(from, to)) return 'custom'
  return PRESETS.find(preset => preset === period) ?? '30'
}

export const isPeriod = (from: string | undefined, to: string | undefined) => parse(from) <= parse(to)

/** The days that the address means; today belongs to them. What makes no sense there is the last 30 days. */
export function periodOf(search: PeriodSearch, today: string): Period {
  const preset = presetOf(search)
  if (preset === 'custom') return { start_date: search.from ?? today, end_date: search.to ?? today }
  if (preset === 'month') return { start_date: `${today.slice(0, 8)}01`, end_date: today }
  return lastDays(Number(preset), today)
}

/** So many days, of which today is the last. */
export const lastDays = (count: number, today: string): Period => ({
  start_date: iso(parse(today) - (count - 1) * DAY),
  end_date: today,
})

export const daysOf = ({ start_date, end_date }: Period) => (parse(end_date) - parse(start_date)) / DAY + 1

export const STEPS = ['hour', 'day', 'week', 'month'] as const
export type Step = (typeof STEPS)[number]

/** Whether there are hours of these days and of as many before: of the last seven days, today among them. */
export const hasHours = (period: Period, today: string) =>
  daysOf({ start_date: period.start_date, end_date: today }) + daysOf(period) <= 7

/** Steps that keep a chart readable. */
export function granularityOf(period: Period): Step {
  const days = daysOf(period)
  return days <= 92 ? 'day' : days <= 400 ? 'week' : 'month'
}
