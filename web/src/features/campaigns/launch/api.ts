import { queryOptions } from '@tanstack/react-query'
import { api, call, callDecided } from '@/shared/api/client'
import type { Campaign } from '@/shared/api/types'
import { at, campaignKey } from '../api'

/** What would be made at each platform, and what is missing yet. It is never taken from before: the plan changes beside it. */
export const launchQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: [...campaignKey(org, id), 'launch'],
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/orgs/{org_id}/campaigns/{id}/launch', {
          params: { path: { org_id: org, id } },
          signal,
        }),
      ),
    staleTime: 0,
    gcTime: 0,
  })

export const activateCampaign = (org: string, campaign: Campaign) =>
  callDecided(api.POST('/api/orgs/{org_id}/campaigns/{id}/activate', { params: at(org, campaign) }))

/** What failed at a platform is tried again. */
export const retryCampaign = (org: string, { id }: Campaign) =>
  call(api.POST('/api/orgs/{org_id}/campaigns/{id}/retry', { params: { path: { org_id: org, id } } }))
