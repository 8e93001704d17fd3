import { queryOptions } from '@tanstack/react-query'
import { api, call } from '@/shared/api/client'

export const usageQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'usage'],
    queryFn: ({ signal }) =>
      call(api.GET('/api/orgs/{org_id}/usage', { params: { path: { org_id: org } }, signal })),
  })

/** The installation's own limits; only its administrators may read them. */
export const plansQuery = queryOptions({
  queryKey: ['admin', 'plans'],
  queryFn: ({ signal }) => call(api.GET('/api/admin/plans', { signal })),
})
