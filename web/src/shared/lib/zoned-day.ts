const parts = (at: Date, timeZone: string) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const found = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** The instant at which a day (`2026-11-21`, moved by `days`) begins in a time zone; nothing for what is no day. */
export function startOfDay(day: string | undefined, timeZone: string, days = 0): string | undefined {
  if (!day || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined
  const wall = Date.parse(`${day}T00:00:00Z`) + days * 86_400_000
  if (Number.isNaN(wall)) return undefined
  // Twice, because the offset at the first guess may be that of the other side of a clock change.
  let at = wall
  for (let round = 0; round < 2; round++) at = wall - (parts(new Date(at), timeZone) - at)
  return new Date(at).toISOString()
}
