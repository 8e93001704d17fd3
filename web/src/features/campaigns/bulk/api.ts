import { api, call } from '@/shared/api/client'
import type { CampaignStatus } from '@/shared/api/types'

export const archiveCampaigns = (org: string, campaign_ids: string[]) =>
  call(
    api.POST('/api/orgs/{org_id}/campaigns/bulk/archive', {
      params: { path: { org_id: org } },
      body: { campaign_ids },
    }),
  )

export type Tagging = { add: string[]; remove: string[] }

export const tagCampaigns = (org: string, campaign_ids: string[], tags: Tagging) =>
  call(
    api.PATCH('/api/orgs/{org_id}/campaigns/bulk/tags', {
      params: { path: { org_id: org } },
      body: { campaign_ids, ...tags },
    }),
  )

export const steerCampaigns = (org: string, campaign_ids: string[], status: CampaignStatus) =>
  call(
    api.PATCH('/api/orgs/{org_id}/campaigns/bulk/status', {
      params: { path: { org_id: org } },
      body: { campaign_ids, status },
    }),
  )

/** Up or down by per cent. A large difference is refused with `confirmation_required` until it is confirmed. */
export const changeBudgets = (org: string, campaign_ids: string[], percent: number, confirm: boolean) =>
  call(
    api.PATCH('/api/orgs/{org_id}/campaigns/bulk/budget', {
      params: { path: { org_id: org } },
      body: { campaign_ids, percent, ...(confirm && { confirm }) },
    }),
  )
