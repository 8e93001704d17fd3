import { queryOptions } from '@tanstack/react-query'
import { api, call, callPage } from '@/shared/api/client'
import type { OAuthApp, OAuthGrant } from '@/shared/api/types'

export const appsKey = (org: string) => ['org', org, 'oauth-apps'] as const

export const appsQuery = (org: string, page: number) =>
  queryOptions({
    queryKey: [...appsKey(org), page],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/oauth-apps', {
          params: { path: { org_id: org }, query: { page } },
          signal,
        }),
      ),
  })

export type AppValues = { name: string; redirect_uris: string[]; scopes: string[] }

export const createApp = (org: string, body: AppValues & { confidential: boolean }) =>
  call(api.POST('/api/orgs/{org_id}/oauth-apps', { params: { path: { org_id: org } }, body }))

const at = (org: string, { id }: { id: string }) => ({ params: { path: { org_id: org, id } } })

export const updateApp = (org: string, app: OAuthApp, body: AppValues) =>
  call(api.PATCH('/api/orgs/{org_id}/oauth-apps/{id}', { ...at(org, app), body }))

export const deleteApp = (org: string, app: OAuthApp) =>
  call(api.DELETE('/api/orgs/{org_id}/oauth-apps/{id}', at(org, app)))

export const rotateSecret = (org: string, app: OAuthApp) =>
  call(api.POST('/api/orgs/{org_id}/oauth-apps/{id}/rotate-secret', at(org, app)))

export const grantsKey = (org: string) => ['org', org, 'oauth-grants'] as const

export const grantsQuery = (org: string) =>
  queryOptions({
    queryKey: grantsKey(org),
    queryFn: ({ signal }) =>
      callPage(api.GET('/api/orgs/{org_id}/oauth-grants', { params: { path: { org_id: org } }, signal })),
  })

export const revokeGrant = (org: string, grant: OAuthGrant) =>
  call(api.DELETE('/api/orgs/{org_id}/oauth-grants/{id}', at(org, grant)))

type Metadata = Partial<Record<string, unknown>>

/** RFC 8414: where the server says itself what it offers. Outside the API's envelope. */
export const metadataQuery = queryOptions({
  queryKey: ['oauth-metadata'],
  queryFn: async ({ signal }): Promise<Metadata> => {
    const response = await fetch('/.well-known/oauth-authorization-server', { signal })
    return response.ok ? await response.json() : {}
  },
  staleTime: Number.POSITIVE_INFINITY,
})
