import { queryOptions } from '@tanstack/react-query'
import { api, call, callPage, ifMatch } from '@/shared/api/client'
import type { SavedView } from '@/shared/api/types'

export type ViewPage = SavedView['page']

/** As many as one person may have; those that others share come first to hundreds of people's lists. */
const MOST = 100

export const viewsKey = (org: string) => ['org', org, 'views'] as const

/** One's own and those that others share, by name. */
export const viewsQuery = (org: string, page: ViewPage) =>
  queryOptions({
    queryKey: [...viewsKey(org), page],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/views', {
          params: { path: { org_id: org }, query: { of: [page], limit: MOST } },
          signal,
        }),
      ),
    staleTime: 5 * 60_000,
  })

/** What a view keeps of a page. */
export type Kept = { query: Record<string, string>; columns?: string[] }

export const createView = (
  org: string,
  body: Kept & { page: ViewPage; name: string; is_shared: boolean },
): Promise<SavedView> =>
  call(api.POST('/api/orgs/{org_id}/views', { params: { path: { org_id: org } }, body }))

type Change = Partial<Kept & { name: string; is_shared: boolean }>

const at = (org: string, { id, version }: SavedView) => ({
  path: { org_id: org, id },
  header: ifMatch(version),
})

export const updateView = (org: string, view: SavedView, body: Change): Promise<SavedView> =>
  call(api.PATCH('/api/orgs/{org_id}/views/{id}', { params: at(org, view), body }))

export const removeView = (org: string, view: SavedView) =>
  call(api.DELETE('/api/orgs/{org_id}/views/{id}', { params: at(org, view) }))
