import { expect, it } from 'vitest'
import { notesAt } from './notes'

const note = (day: string) => ({ id: day, day, text: day })
const at = (dates: string[], ...days: string[]) =>
  notesAt(dates, { start_date: '2026-11-01', end_date: '2026-11-14' }, days.map(note)).map(found =>
    found.map(({ day }) => day.slice(8)),
  )

it('puts what happened to its day', () => {
  expect(at(['2026-11-01', '2026-11-02', '2026-11-03'], '2026-11-02', '2026-11-02')).toEqual([
    [],
    ['02', '02'],
    [],
  ])
})

it('puts it to the week that it happened in', () => {
  expect(at(['2026-10-31', '2026-11-07'], '2026-11-06', '2026-11-14')).toEqual([['06'], ['14']])
})

it('leaves out what happened before and after', () => {
  expect(at(['2026-11-01', '2026-11-02'], '2026-10-31', '2026-11-15')).toEqual([[], []])
  expect(at([], '2026-11-02')).toEqual([])
})
