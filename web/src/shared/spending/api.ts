import { api, call } from '@/shared/api/client'
import type { SpendApproval } from '@/shared/api/types'

/** What may be spent, and what waits for somebody. */
export const spendingKey = (org: string) => ['org', org, 'spending'] as const

const at = (org: string, { id }: SpendApproval) => ({ params: { path: { org_id: org, id } } })

/** It is done then, checked anew: what no longer fits is refused. */
export const approve = (org: string, approval: SpendApproval) =>
  call(api.POST('/api/orgs/{org_id}/spending/approvals/{id}/approve', at(org, approval)))

export const reject = (org: string, approval: SpendApproval, note: string) =>
  call(
    api.POST('/api/orgs/{org_id}/spending/approvals/{id}/reject', {
      ...at(org, approval),
      body: { note },
    }),
  )

/** By whoever asked. */
export const withdraw = (org: string, approval: SpendApproval) =>
  call(api.POST('/api/orgs/{org_id}/spending/approvals/{id}/withdraw', at(org, approval)))
