import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { CampaignChange, CampaignDetail } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { toast } from '@/shared/ui/toast'
import { campaignQuery, campaignsKey } from '../api'
import { undoChange } from './api'
import { Change } from './Change'

type Props = { campaign: CampaignDetail; change: CampaignChange; onClose: () => void }

/** Back to what was before, here and at the platforms. */
export default function UndoDialog({ campaign, change, onClose }: Props) {
  const { t } = useTranslation('campaigns')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const undo = useMutation({
    mutationFn: () => undoChange(org, campaign, change),
    onSuccess: undone => {
      client.setQueryData(campaignQuery(org, campaign.id).queryKey, undone)
      toast('ok', t('told.undone'))
    },
    onError: error => toast('danger', errorText(error)),
    onSettled: () => {
      onClose()
      void client.invalidateQueries({ queryKey: campaignsKey(org) })
    },
  })
  const { before, after } = change
  return (
    <ConfirmDialog
      isOpen
      tone="default"
      onClose={onClose}
      onConfirm={() => undo.mutate()}
      isPending={undo.isPending}
      title={t('undo.title')}
      confirmLabel={t('undo.confirm')}
    >
      <span className="flex flex-col items-start gap-3">
        {t('undo.body')}
        <Change change={{ before: after, after: before }} currency={campaign.currency} />
      </span>
    </ConfirmDialog>
  )
}
