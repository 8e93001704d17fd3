import { describe, expect, it } from 'vitest'
import type { MetricsGroup } from '@/shared/api/types'
import { partsOf, rowsOf } from './demographics'

const cell = (key: string, clicks: number) => ({ key, clicks }) as MetricsGroup

describe('a cell', () => {
  it('is of an age and a gender, as far as they are told', () => {
    expect(partsOf('age=25-34;gender=female')).toEqual({ age: '25-34', gender: 'female' })
    expect(partsOf('age=65+')).toEqual({ age: '65+', gender: 'unknown' })
    expect(partsOf('unknown')).toEqual({ age: 'unknown', gender: 'unknown' })
  })
})

describe('rows', () => {
  it('go by age, what is not told last, with the same genders in each', () => {
    const rows = rowsOf(
      [
        cell('unknown', 4),
        cell('age=25-34;gender=male', 2),
        cell('age=18-24;gender=female', 1),
        cell('age=25-34;gender=female', 3),
      ],
      'clicks',
    )
    expect(rows.map(({ age }) => age)).toEqual(['18-24', '25-34', 'unknown'])
    expect(rows.map(({ values }) => values.map(({ value }) => value))).toEqual([
      [1, undefined, undefined],
      [3, 2, undefined],
      [undefined, undefined, 4],
    ])
  })

  it('leave out what is unknown and nothing', () => {
    const rows = rowsOf([cell('unknown', 0), cell('age=18-24;gender=female', 1)], 'clicks')
    expect(rows).toEqual([{ age: '18-24', values: [{ gender: 'female', value: 1 }] }])
  })
})
