import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, call, callPage, several } from '@/shared/api/client'
import type { AdminHealth, AdminOrg, AdminUser, FailedWebhook, Plan, PlanName } from '@/shared/api/types'

export type ListSearch = { q?: string; plan?: string; sort?: string; page?: string }

export const usersKey = ['admin', 'users'] as const

export const usersQuery = ({ q, sort, page }: ListSearch) =>
  queryOptions({
    queryKey: [...usersKey, { q, sort, page }],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/admin/users', {
          params: { query: { q, sort: several(sort), page: Number(page) || 1 } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export type UserChange = { disabled?: boolean; is_instance_admin?: boolean }

export const updateUser = ({ id }: AdminUser, body: UserChange) =>
  call(api.PATCH('/api/admin/users/{id}', { params: { path: { id } }, body }))

/** With the names of its administrators, by `include=admins`. */
export type OrgRow = AdminOrg

export const orgsKey = ['admin', 'orgs'] as const

export const adminOrgsQuery = ({ q, plan, sort, page }: ListSearch) =>
  queryOptions({
    queryKey: [...orgsKey, { q, plan, sort, page }],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/admin/orgs', {
          params: {
            query: {
              q,
              plan: several(plan),
              sort: several(sort),
              page: Number(page) || 1,
              include: ['admins'],
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export type OrgChange = { plan?: PlanName; suspended?: boolean }

export const updateOrg = ({ id }: { id: string }, body: OrgChange) =>
  call(api.PATCH('/api/admin/orgs/{id}', { params: { path: { id } }, body }))

export type { FailedWebhook }

export const failedWebhooksQuery = ({ q, sort, page }: ListSearch) =>
  queryOptions({
    queryKey: ['admin', 'failed-webhooks', { q, sort, page }],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/admin/failed-webhooks', {
          params: { query: { q, sort: several(sort), page: Number(page) || 1 } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export const plansQuery = queryOptions({
  queryKey: ['admin', 'plans'],
  queryFn: ({ signal }) => call(api.GET('/api/admin/plans', { signal })),
})

export type Limits = Pick<Plan, 'ai_requests' | 'members' | 'connected_accounts' | 'storage_bytes'>

export const updatePlan = (name: PlanName, body: Limits) =>
  call(api.PATCH('/api/admin/plans/{name}', { params: { path: { name } }, body }))

export type HealthPart = AdminHealth['parts'][number]
export type Queue = AdminHealth['queues'][number]

export const healthQuery = queryOptions({
  queryKey: ['admin', 'health'],
  queryFn: ({ signal }): Promise<AdminHealth> => call(api.GET('/api/admin/health', { signal })),
  staleTime: 0,
  retry: false,
})
