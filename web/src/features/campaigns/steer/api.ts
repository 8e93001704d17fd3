import { api, call, callDecided } from '@/shared/api/client'
import type { Campaign } from '@/shared/api/types'
import { at } from '../api'

export const pauseCampaign = (org: string, campaign: Campaign) =>
  call(api.POST('/api/orgs/{org_id}/campaigns/{id}/pause', { params: at(org, campaign) }))

export const resumeCampaign = (org: string, campaign: Campaign) =>
  call(api.POST('/api/orgs/{org_id}/campaigns/{id}/resume', { params: at(org, campaign) }))

export const completeCampaign = (org: string, campaign: Campaign) =>
  call(api.POST('/api/orgs/{org_id}/campaigns/{id}/complete', { params: at(org, campaign) }))

/** Of one that was launched. Longer ones may wait for a second person. */
export const changeDates = (
  org: string,
  campaign: Campaign,
  body: { start_date?: string | null; end_date: string | null },
) => callDecided(api.PATCH('/api/orgs/{org_id}/campaigns/{id}', { params: at(org, campaign), body }))

/** Of one that was launched. A large difference is refused with `confirmation_required` until it is confirmed; a large one may wait for a second person. */
export const changeBudget = (org: string, campaign: Campaign, budget: number, confirm: boolean) =>
  callDecided(
    api.PATCH('/api/orgs/{org_id}/campaigns/{id}', {
      params: at(org, campaign),
      body: { budget, ...(confirm && { confirm }) },
    }),
  )
