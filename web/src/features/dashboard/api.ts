import { queryOptions } from '@tanstack/react-query'
import { api, call, callPage } from '@/shared/api/client'
import type { Usage } from '@/shared/api/types'

const key = (org: string, part: string) => ['org', org, 'dashboard', part]
const path = (org_id: string) => ({ org_id })

/** Only the number is wanted: the smallest page brings it. */
export const membersCountQuery = (org: string) =>
  queryOptions({
    queryKey: key(org, 'members'),
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/members', { params: { path: path(org), query: { limit: 1 } }, signal }),
      ),
  })

export const invitationsCountQuery = (org: string) =>
  queryOptions({
    queryKey: key(org, 'invitations'),
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/invitations', {
          params: { path: path(org), query: { status: ['pending'], limit: 1 } },
          signal,
        }),
      ),
  })

export const keysCountQuery = (org: string) =>
  queryOptions({
    queryKey: key(org, 'keys'),
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/api-keys', { params: { path: path(org), query: { limit: 1 } }, signal }),
      ),
  })

export const devicesCountQuery = queryOptions({
  queryKey: ['sessions', 'count'],
  queryFn: async ({ signal }) => {
    const sessions = await call(api.GET('/api/users/me/sessions', { signal }))
    return { total: sessions.length }
  },
})

export const usageQuery = (org: string) =>
  queryOptions({
    queryKey: key(org, 'usage'),
    queryFn: ({ signal }): Promise<Usage> =>
      call(api.GET('/api/orgs/{org_id}/usage', { params: { path: path(org) }, signal })),
  })

export const activityQuery = (org: string) =>
  queryOptions({
    queryKey: key(org, 'activity'),
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/activity', { params: { path: path(org), query: { limit: 8 } }, signal }),
      ),
    refetchInterval: 30_000,
  })
