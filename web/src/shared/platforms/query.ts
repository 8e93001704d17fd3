import { queryOptions } from '@tanstack/react-query'
import { api, call } from '@/shared/api/client'

export const integrationsKey = (org: string) => ['org', org, 'integrations'] as const

/** Every platform with what is connected there and the ad accounts that it reaches. */
export const platformsQuery = (org: string) =>
  queryOptions({
    queryKey: [...integrationsKey(org), 'platforms'],
    queryFn: ({ signal }) =>
      call(api.GET('/api/orgs/{org_id}/integrations', { params: { path: { org_id: org } }, signal })),
  })
