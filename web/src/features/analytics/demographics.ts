import type { MetricsGroup } from '@/shared/api/types'
import type { Measure, Value } from '@/shared/metrics/measures'

export const UNTOLD = 'unknown'

export type AgeRow = { age: string; values: { gender: string; value: Value }[] }

/** `age=25-34;gender=female` as its two words; what is not told is unknown. */
export function partsOf(key: string): { age: string; gender: string } {
  const told = Object.fromEntries(key.split(';').map(part => part.split('=')))
  return { age: told.age ?? UNTOLD, gender: told.gender ?? UNTOLD }
}

/** What is not told comes last. */
const order = (a: string, b: string) =>
  Number(a === UNTOLD) - Number(b === UNTOLD) || a.localeCompare(b, 'en', { numeric: true })

/** A row an age, the same genders in each; without the row that is unknown in both if nothing is in it. */
export function rowsOf(cells: MetricsGroup[], measure: Measure): AgeRow[] {
  const told = cells
    .map(cell => ({ ...partsOf(cell.key), value: cell[measure] }))
    .filter(({ age, gender, value }) => age !== UNTOLD || gender !== UNTOLD || Boolean(value))
  const words = (of: 'age' | 'gender') => [...new Set(told.map(cell => cell[of]))].sort(order)
  const genders = words('gender')
  return words('age').map(age => ({
    age,
    values: genders.map(gender => ({
      gender,
      value: told.find(cell => cell.age === age && cell.gender === gender)?.value,
    })),
  }))
}
