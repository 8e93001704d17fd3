import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, callDecided, callPage } from '@/shared/api/client'
import type { Campaign, CampaignChange } from '@/shared/api/types'
import { campaignKey } from '../api'

const SIZE = 10

const isGoingOn = ({ steps }: CampaignChange) => steps.some(({ state }) => state === 'pending')

/** What the platforms were told of a campaign, newest first. */
export const changesQuery = (org: string, id: string) =>
  infiniteQueryOptions({
    queryKey: [...campaignKey(org, id), 'changes'],
    queryFn: ({ pageParam, signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/campaigns/{id}/changes', {
          params: { path: { org_id: org, id }, query: { page: pageParam, per_page: SIZE } },
          signal,
        }),
      ),
    initialPageParam: 1,
    getNextPageParam: ({ page, pages }) => (page < pages ? page + 1 : undefined),
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isGoingOn)) ? 2000 : false,
  })

/** As many as a page may hold: the newest, for the chart of its numbers. */
const NOTED = 100

export const notedQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: [...campaignKey(org, id), 'noted'],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/campaigns/{id}/changes', {
          params: { path: { org_id: org, id }, query: { limit: NOTED } },
          signal,
        }),
      ),
    select: ({ items }) => items.toReversed(),
  })

/** Back by more than half of a budget is refused with `confirmation_required` until it is confirmed. */
export const undoChange = (org: string, { id }: Campaign, change: CampaignChange, confirm: boolean) =>
  callDecided(
    api.POST('/api/orgs/{org_id}/campaigns/{id}/changes/{change_id}/undo', {
      params: { path: { org_id: org, id, change_id: change.id } },
      body: { confirm },
    }),
  )
