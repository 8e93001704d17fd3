type Entry = { at: string }

/** `2026-11-21` of an instant in a time zone. */
export const dayOf = (at: string | Date, timeZone: string | undefined) =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date(at))

/** Entries of one day together; the order stays. */
export function groupByDay<T extends Entry>(entries: T[], timeZone: string | undefined) {
  const days: { day: string; entries: T[] }[] = []
  for (const entry of entries) {
    const day = dayOf(entry.at, timeZone)
    const last = days.at(-1)
    if (last?.day === day) last.entries.push(entry)
    else days.push({ day, entries: [entry] })
  }
  return days
}
