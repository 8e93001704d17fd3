import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Campaign } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useOrgId } from '@/shared/session/queries'
import { toast } from '@/shared/ui/toast'
import { campaignQuery, campaignsKey } from '../api'
import { activateCampaign, retryCampaign } from './api'

/** Launches it, or asks a second person to agree. Its error belongs where the plan is shown. */
export function useLaunch(campaign: Campaign) {
  const client = useQueryClient()
  const org = useOrgId()
  return useMutation({
    mutationFn: () => activateCampaign(org, campaign),
    onSuccess: ({ data, waits }) => {
      client.setQueryData(campaignQuery(org, campaign.id).queryKey, data)
      if (waits !== undefined) toast('info', waits)
    },
    onSettled: () => void client.invalidateQueries({ queryKey: campaignsKey(org) }),
  })
}

/** Tells the platforms once more what they did not do. */
export function useRetry(campaign: Campaign) {
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  return useMutation({
    mutationFn: () => retryCampaign(org, campaign),
    onSuccess: tried => client.setQueryData(campaignQuery(org, campaign.id).queryKey, tried),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => void client.invalidateQueries({ queryKey: campaignsKey(org) }),
  })
}
