import { queryOptions } from '@tanstack/react-query'
import { api, call, ifMatch } from '@/shared/api/client'
import type { paths } from '@/shared/api/schema'
import type { Org } from '@/shared/api/types'

type NewOrg = paths['/api/orgs']['post']['requestBody']['content']['application/json']
type OrgChange = NonNullable<
  paths['/api/orgs/{org_id}']['patch']['requestBody']
>['content']['application/json']

const path = (org_id: string) => ({ path: { org_id } })

export const orgQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'settings'],
    queryFn: ({ signal }): Promise<Org> => call(api.GET('/api/orgs/{org_id}', { params: path(org), signal })),
    enabled: org !== '',
  })

export const createOrg = (body: NewOrg): Promise<Org> => call(api.POST('/api/orgs', { body }))

export const updateOrg = (org: string, body: OrgChange, version: number): Promise<Org> =>
  call(api.PATCH('/api/orgs/{org_id}', { params: path(org), headers: ifMatch(version), body }))

export const deleteOrg = (org: string, name: string): Promise<Org> =>
  call(api.DELETE('/api/orgs/{org_id}', { params: path(org), body: { name } }))

export const restoreOrg = (org: string): Promise<Org> =>
  call(api.POST('/api/orgs/{org_id}/restore', { params: path(org) }))

export const leaveOrg = (org: string) => call(api.POST('/api/orgs/{org_id}/leave', { params: path(org) }))

export const exportOrg = (org: string) => call(api.GET('/api/orgs/{org_id}/export', { params: path(org) }))
