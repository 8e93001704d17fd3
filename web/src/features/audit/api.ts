import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, callPage, several } from '@/shared/api/client'
import { startOfDay } from '@/shared/lib/zoned-day'

/** Everything of one organization, or what happened to the installation itself. */
export type Source = { org: string } | 'instance'

export type AuditSearch = {
  action?: string
  actor_id?: string
  object_kind?: string
  object_id?: string
  from?: string
  to?: string
}

const SIZE = 50

export const auditQuery = (source: Source, search: AuditSearch, zone: string) => {
  const { from, to, action, actor_id, object_kind, object_id } = search
  const filter = {
    action: several(action),
    actor_id: several(actor_id),
    object_kind: several(object_kind),
    object_id: several(object_id),
    from: startOfDay(from, zone),
    to: startOfDay(to, zone, 1),
  }
  return infiniteQueryOptions({
    queryKey: source === 'instance' ? ['admin', 'audit', filter] : ['org', source.org, 'audit', filter],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, cursor: pageParam, limit: SIZE }
      return callPage(
        source === 'instance'
          ? api.GET('/api/admin/audit', { params: { query }, signal })
          : api.GET('/api/orgs/{org_id}/audit-log', {
              params: { path: { org_id: source.org }, query },
              signal,
            }),
      )
    },
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  })
}

/** Whom one may filter by. */
export const peopleQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'people'],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/members', {
          params: { path: { org_id: org }, query: { limit: 100, sort: ['name'] } },
          signal,
        }),
      ),
    enabled: org !== '',
  })
