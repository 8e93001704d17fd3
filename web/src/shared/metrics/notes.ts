/** Something that happened on a day, in words. */
export type Note = { id: string; day: string; text: string }

type Span = { start_date: string; end_date: string }

/** For each point of a trend, what happened in its time; what happened outside of the period is left out. */
export function notesAt(dates: string[], { start_date, end_date }: Span, notes: Note[]): Note[][] {
  const found: Note[][] = dates.map(() => [])
  for (const note of notes) {
    if (note.day < start_date || note.day > end_date) continue
    // A point begins at its date and lasts until the next one; the first may begin before the period does.
    const index = dates.findLastIndex(date => date <= note.day)
    found[Math.max(0, index)]?.push(note)
  }
  return found
}
