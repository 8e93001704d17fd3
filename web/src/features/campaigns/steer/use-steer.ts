import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Campaign } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { toast } from '@/shared/ui/toast'
import { campaignQuery, campaignsKey } from '../api'
import { completeCampaign, pauseCampaign, resumeCampaign } from './api'

const DEED = { pause: pauseCampaign, resume: resumeCampaign, complete: completeCampaign }

/** Stops, continues or ends it: here at once, at the platforms within seconds. */
export function useSteer(campaign: Campaign) {
  const { t } = useTranslation('campaigns')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  return useMutation({
    mutationFn: (deed: keyof typeof DEED) => DEED[deed](org, campaign),
    onSuccess: (steered, deed) => {
      client.setQueryData(campaignQuery(org, campaign.id).queryKey, steered)
      toast('ok', t(`told.${deed}`, { name: campaign.name }))
    },
    onError: error => toast('danger', errorText(error)),
    onSettled: () => void client.invalidateQueries({ queryKey: campaignsKey(org) }),
  })
}
