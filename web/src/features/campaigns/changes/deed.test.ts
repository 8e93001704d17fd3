import { expect, it } from 'vitest'
import { deedOf } from './deed'

it('says what a change of the status was', () => {
  const status = (
    before: 'draft' | 'active' | 'paused',
    after: 'active' | 'paused' | 'completed' | 'draft',
  ) => deedOf({ kind: 'status', before: { status: before }, after: { status: after } })
  expect(status('active', 'paused')).toBe('pause')
  expect(status('paused', 'active')).toBe('resume')
  expect(status('paused', 'completed')).toBe('complete')
  expect(status('draft', 'active')).toBe('launch')
  expect(status('active', 'draft')).toBe('status')
  expect(deedOf({ kind: 'budget', before: { budget: 1 }, after: { budget: 2 } })).toBe('budget')
})
