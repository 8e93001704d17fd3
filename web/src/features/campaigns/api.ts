import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, call, callPage, ifMatch, several } from '@/shared/api/client'
import { everyPage } from '@/shared/api/every-page'
import type { Campaign, CampaignPlan } from '@/shared/api/types'
import type { Group, Parts } from '@/shared/metrics/groups'
import type { Period, PeriodSearch, Step } from '@/shared/metrics/period'

export type CampaignSearch = PeriodSearch & {
  q?: string
  status?: string
  platform?: string
  objective?: string
  persona?: string
  /** `mine`: on whose team one is. */
  team?: string
  tag?: string
  sort?: string
  page?: string
  /** The saved view that is applied. */
  view?: string
}

const MOST_COLLEAGUES = 100

export const campaignsKey = (org: string) => ['org', org, 'campaigns'] as const
export const campaignKey = (org: string, id: string) => [...campaignsKey(org), 'one', id] as const

/** `me` is who is meant by `mine`. */
export const campaignsQuery = (org: string, me: string, search: CampaignSearch, period: Period) =>
  queryOptions({
    // Which view it is changes nothing of the answer.
    queryKey: [...campaignsKey(org), 'list', { ...search, view: undefined }, period],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/campaigns', {
          params: {
            path: { org_id: org },
            query: {
              ...period,
              q: search.q,
              status: several(search.status),
              platform: several(search.platform),
              objective: several(search.objective),
              persona_id: several(search.persona),
              team_member_id: search.team === 'mine' ? [me] : undefined,
              // A tag may have a comma in it.
              tag: search.tag ? [search.tag] : undefined,
              sort: several(search.sort),
              page: Number(search.page) || 1,
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export const statsQuery = (org: string, period: Period) =>
  queryOptions({
    queryKey: [...campaignsKey(org), 'stats', period],
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/orgs/{org_id}/campaigns/stats', {
          params: { path: { org_id: org }, query: period },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export const campaignQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: [...campaignKey(org, id), 'itself'],
    queryFn: ({ signal }) =>
      call(api.GET('/api/orgs/{org_id}/campaigns/{id}', { params: { path: { org_id: org, id } }, signal })),
    // Platforms answer one by one, within seconds.
    refetchInterval: ({ state }) => (state.data?.is_pushing ? 2000 : false),
  })

/** Its numbers over time, and how they were in as many days before. */
export const trendQuery = (org: string, id: string, period: Period, granularity: Step) =>
  queryOptions({
    queryKey: [...campaignKey(org, id), 'trend', period, granularity],
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/orgs/{org_id}/campaigns/{id}/metrics', {
          params: { path: { org_id: org, id }, query: { ...period, granularity, compare: 'previous' } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export const breakdownQuery = (org: string, id: string, period: Period, group: Group) =>
  queryOptions({
    queryKey: [...campaignKey(org, id), 'breakdown', period, group],
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/orgs/{org_id}/campaigns/{id}/metrics', {
          params: { path: { org_id: org, id }, query: { ...period, granularity: 'year', group_by: group } },
          signal,
        }),
      ),
    select: (all): Parts => ({ currency: all.currency, metrics: all, groups: all.groups ?? [] }),
    placeholderData: keepPreviousData,
  })

export const at = (org: string, { id, version }: Campaign) => ({
  path: { org_id: org, id },
  header: ifMatch(version),
})

export const createCampaign = (org: string, body: CampaignPlan) =>
  call(api.POST('/api/orgs/{org_id}/campaigns', { params: { path: { org_id: org } }, body }))

export const updateCampaign = (org: string, id: string, version: number, body: CampaignPlan) =>
  call(
    api.PATCH('/api/orgs/{org_id}/campaigns/{id}', {
      params: { path: { org_id: org, id }, header: ifMatch(version) },
      body,
    }),
  )

export const removeCampaign = (org: string, campaign: Campaign) =>
  call(api.DELETE('/api/orgs/{org_id}/campaigns/{id}', { params: at(org, campaign) }))

export const archiveCampaign = (org: string, campaign: Campaign) =>
  call(api.POST('/api/orgs/{org_id}/campaigns/{id}/archive', { params: at(org, campaign) }))

export const restoreCampaign = (org: string, campaign: Campaign) =>
  call(api.POST('/api/orgs/{org_id}/campaigns/{id}/restore', { params: at(org, campaign) }))

export type Copy = { name: string; start_date?: string; end_date?: string }

export const duplicateCampaign = (org: string, { id }: Campaign, body: Copy) =>
  call(
    api.POST('/api/orgs/{org_id}/campaigns/{id}/duplicate', { params: { path: { org_id: org, id } }, body }),
  )

/** Whom a team may be put together from. */
export const colleaguesQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'colleagues'],
    queryFn: ({ signal }) =>
      everyPage(page =>
        callPage(
          api.GET('/api/orgs/{org_id}/members', {
            params: { path: { org_id: org }, query: { sort: ['name'], page, limit: MOST_COLLEAGUES } },
            signal,
          }),
        ),
      ),
    select: members =>
      members.map(({ id, name, status }) => ({
        id: id as string,
        label: name,
        isActive: status === 'active',
      })),
  })
