import { infiniteQueryOptions } from '@tanstack/react-query'
import { api, callPage } from '@/shared/api/client'
import type { Language } from '@/shared/lib/language'

const SIZE = 30

/** Whose: of one member, or of what was done to one thing. */
export type ActivityOf = { member?: string; object?: string }

/** The feed of the organization, or a part of it; read by cursor because it grows while one reads; the server tells it in a language. */
export const activityQuery = (org: string, language: Language, { member, object }: ActivityOf = {}) =>
  infiniteQueryOptions({
    queryKey: ['org', org, 'activity', member ?? object ?? 'all', language],
    queryFn: ({ pageParam, signal }) => {
      const query = { cursor: pageParam, limit: SIZE }
      return callPage(
        member
          ? api.GET('/api/orgs/{org_id}/members/{id}/activity', {
              params: { path: { org_id: org, id: member }, query },
              signal,
            })
          : api.GET('/api/orgs/{org_id}/activity', {
              params: {
                path: { org_id: org },
                query: { ...query, object_id: object ? [object] : undefined },
              },
              signal,
            }),
      )
    },
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    // Until news arrive by themselves. Somebody deep in the past is not disturbed.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 2 ? false : 30_000),
  })
