import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { BulkOutcome, Campaign } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { toast } from '@/shared/ui/toast'
import { campaignsKey } from '../api'
import { archiveCampaigns, changeBudgets, steerCampaigns, type Tagging, tagCampaigns } from './api'
import { type Deed, STATUS } from './deeds'

export type Details = { tags: Tagging; percent: number; confirm: boolean }

type Options = { deed: Deed; campaigns: Campaign[]; onDone: (() => void) | undefined; onClose: () => void }

/** Does it to all of them. When all went well a word says so; otherwise the outcome tells one by one. */
export function useBulk({ deed, campaigns, onDone, onClose }: Options) {
  const { t } = useTranslation('campaigns')
  const client = useQueryClient()
  const org = useOrgId()
  const ids = campaigns.map(({ id }) => id)
  return useMutation({
    mutationFn: ({ tags, percent, confirm }: Details): Promise<BulkOutcome> => {
      if (deed === 'archive') return archiveCampaigns(org, ids)
      if (deed === 'tags') return tagCampaigns(org, ids, tags)
      if (deed === 'budget') return changeBudgets(org, ids, percent, confirm)
      return steerCampaigns(org, ids, STATUS[deed])
    },
    onSuccess: outcome => {
      onDone?.()
      if (outcome.failed > 0) return
      toast('ok', t(`bulk.done.${deed}`, { count: outcome.updated }))
      onClose()
    },
    onSettled: () => void client.invalidateQueries({ queryKey: campaignsKey(org) }),
  })
}
