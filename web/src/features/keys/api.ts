import { queryOptions } from '@tanstack/react-query'
import { api, call, callPage } from '@/shared/api/client'
import type { ApiKey } from '@/shared/api/types'

export const keysKey = (org: string) => ['org', org, 'api-keys'] as const

export const keysQuery = (org: string, page: number) =>
  queryOptions({
    queryKey: [...keysKey(org), page],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/api-keys', {
          params: { path: { org_id: org }, query: { page } },
          signal,
        }),
      ),
  })

export type KeyValues = { name: string; scopes: string[]; expires_at: string | null }

export const createKey = (org: string, body: KeyValues) =>
  call(api.POST('/api/orgs/{org_id}/api-keys', { params: { path: { org_id: org } }, body }))

export const updateKey = (org: string, { id }: ApiKey, body: Partial<KeyValues>) =>
  call(api.PATCH('/api/orgs/{org_id}/api-keys/{id}', { params: { path: { org_id: org, id } }, body }))

export const revokeKey = (org: string, { id }: ApiKey) =>
  call(api.DELETE('/api/orgs/{org_id}/api-keys/{id}', { params: { path: { org_id: org, id } } }))
