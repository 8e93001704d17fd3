import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Campaign } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { toast } from '@/shared/ui/toast'
import { campaignsKey, restoreCampaign } from './api'

/** Out of the archive, to what it was before. */
export function useRestore(campaign: Campaign) {
  const { t } = useTranslation('campaigns')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  return useMutation({
    mutationFn: () => restoreCampaign(org, campaign),
    onSuccess: () => toast('ok', t('told.restored', { name: campaign.name })),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => void client.invalidateQueries({ queryKey: campaignsKey(org) }),
  })
}
