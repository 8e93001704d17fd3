import { infiniteQueryOptions } from '@tanstack/react-query'
import { api, callPage } from '@/shared/api/client'
import type { Language } from '@/shared/lib/language'

const SIZE = 30

/** The feed of the organization, or of one member; read by cursor because it grows while one reads; the server tells it in a language. */
export const activityQuery = (org: string, language: Language, member?: string) =>
  infiniteQueryOptions({
    queryKey: ['org', org, 'activity', member ?? 'all', language],
    queryFn: ({ pageParam, signal }) => {
      const query = { cursor: pageParam, limit: SIZE }
      return callPage(
        member
          ? api.GET('/api/orgs/{org_id}/members/{id}/activity', {
              params: { path: { org_id: org, id: member }, query },
              signal,
            })
          : api.GET('/api/orgs/{org_id}/activity', { params: { path: { org_id: org }, query }, signal }),
      )
    },
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    // Until news arrive by themselves. Somebody deep in the past is not disturbed.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 2 ? false : 30_000),
  })
