import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, call, callPage } from '@/shared/api/client'
import type { AdminOrg, AdminPlan, AdminUser, Plan } from '@/shared/api/types'

export type ListSearch = { q?: string; plan?: string; sort?: string; page?: string }

export const usersKey = ['admin', 'users'] as const

export const usersQuery = ({ q, sort, page }: ListSearch) =>
  queryOptions({
    queryKey: [...usersKey, { q, sort, page }],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/admin/users', { params: { query: { q, sort, page: Number(page) || 1 } }, signal }),
      ),
    placeholderData: keepPreviousData,
  })

export type UserChange = { disabled?: boolean; is_instance_admin?: boolean }

export const updateUser = ({ id }: AdminUser, body: UserChange) =>
  call(api.PATCH('/api/admin/users/{id}', { params: { path: { id } }, body }))

/** With the names of its administrators, by `include=admins`. */
export type OrgRow = Omit<AdminOrg, 'admins'> & { admins?: string[] | null }

export const orgsKey = ['admin', 'orgs'] as const

export const adminOrgsQuery = ({ q, plan, sort, page }: ListSearch) =>
  queryOptions({
    queryKey: [...orgsKey, { q, plan, sort, page }],
    queryFn: ({ signal }) => {
      const query = { q, plan: plan as Plan | undefined, sort, page: Number(page) || 1, include: 'admins' }
      return callPage(api.GET('/api/admin/orgs', { params: { query: query as never }, signal }))
    },
    placeholderData: keepPreviousData,
  })

export type OrgChange = { plan?: Plan; suspended?: boolean }

export const updateOrg = ({ id }: { id: string }, body: OrgChange) =>
  call(api.PATCH('/api/admin/orgs/{id}', { params: { path: { id } }, body }))

export const plansQuery = queryOptions({
  queryKey: ['admin', 'plans'],
  queryFn: ({ signal }) => call(api.GET('/api/admin/plans', { signal })),
})

export type Limits = Pick<AdminPlan, 'ai_requests' | 'members' | 'connected_accounts' | 'storage_bytes'>

export const updatePlan = (name: Plan, body: Limits) =>
  call(api.PATCH('/api/admin/plans/{name}', { params: { path: { name } }, body }))

export type HealthPart = { name: string; status: string; latency_ms?: number; detail?: string | null }
export type Queue = { queue: string; waiting: number; running: number; oldest_seconds: number }
export type Health = {
  status: string
  version?: string
  uptime_seconds?: number
  parts?: HealthPart[]
  queues?: Queue[]
}

export const healthQuery = queryOptions({
  queryKey: ['admin', 'health'],
  queryFn: async ({ signal }): Promise<Health> =>
    (await call(api.GET('/api/admin/health', { signal }))) as unknown as Health,
  staleTime: 0,
  retry: false,
})
