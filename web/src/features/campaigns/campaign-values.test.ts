import { describe, expect, it } from 'vitest'
import { numberOf } from '@/shared/form/amount'
import { emptyValues, schema, toPlan } from './campaign-values'

describe('a number that was typed', () => {
  it('is read in the digits of either language', () => {
    expect(numberOf('1500')).toBe(1500)
    expect(numberOf('١٢٫٥')).toBe(12.5)
    expect(numberOf('12,5')).toBe(12.5)
    expect(numberOf(' ')).toBeNull()
  })

  it('may be left out, and is nothing else', () => {
    const check = (budget: string) => schema.safeParse({ ...emptyValues('SAR'), name: 'x', budget }).success
    expect(['', '10', '10.50', '٢٥', '1.234'].map(check)).toEqual([true, true, true, true, true])
    expect(['ten', '5,000', '-5', '1e3'].map(check)).toEqual([false, false, false, false])
  })
})

describe('the plan that is sent', () => {
  const values = { ...emptyValues('SAR'), name: 'Eid', budget: '900', start_date: '2026-12-01' }

  it('has empty fields as nothing', () => {
    const plan = toPlan(values)
    expect(plan.budget).toBe(900)
    expect(plan.start_date).toBe('2026-12-01')
    expect(plan.end_date).toBeNull()
    expect(plan.target_audience?.age_min).toBeNull()
  })

  it('leaves to the platform what runs there', () => {
    const plan = toPlan(values, { whole: false })
    expect(Object.keys(plan)).toEqual(['name', 'description', 'objectives', 'tags', 'persona_id', 'team_ids'])
  })
})
