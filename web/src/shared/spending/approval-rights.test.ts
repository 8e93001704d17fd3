import { expect, it } from 'vitest'
import { approvalRights } from './approval-rights'

const approval = { state: 'open', is_current: true, asked_by: { id: 'sara', name: 'Sara' } } as const
const manager = () => true
const viewer = () => false

it('takes a second person', () => {
  expect(approvalRights(approval, 'huda', manager)).toEqual({ approve: true, reject: true, withdraw: false })
  expect(approvalRights(approval, 'sara', manager)).toEqual({ approve: false, reject: false, withdraw: true })
  expect(approvalRights(approval, 'omar', viewer)).toEqual({ approve: false, reject: false, withdraw: false })
})

it('lets nobody agree to what is not as it was', () => {
  const outdated = { ...approval, is_current: false }
  expect(approvalRights(outdated, 'huda', manager)).toEqual({
    approve: false,
    reject: true,
    withdraw: false,
  })
  expect(approvalRights(outdated, 'sara', manager).withdraw).toBe(true)
})

it('ends with the decision', () => {
  const decided = { ...approval, state: 'rejected' } as const
  expect(Object.values(approvalRights(decided, 'sara', manager))).not.toContain(true)
  expect(Object.values(approvalRights(decided, 'huda', manager))).not.toContain(true)
})
