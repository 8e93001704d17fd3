import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isApiError } from '@/shared/api/error'
import type { CampaignChange, CampaignDetail } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { toast } from '@/shared/ui/toast'
import { campaignQuery, campaignsKey } from '../api'
import { undoChange } from './api'
import { Change } from './Change'

type Props = { campaign: CampaignDetail; change: CampaignChange; onClose: () => void }

/** Back to what was before, here and at the platforms. A large step in the budget is asked about once more. */
export default function UndoDialog({ campaign, change, onClose }: Props) {
  const { t } = useTranslation('campaigns')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const [question, setQuestion] = useState<string>()
  const undo = useMutation({
    mutationFn: (confirm: boolean) => undoChange(org, campaign, change, confirm),
    onSuccess: ({ data, waits }) => {
      client.setQueryData(campaignQuery(org, campaign.id).queryKey, data)
      if (waits === undefined) toast('ok', t('told.undone'))
      else toast('info', waits)
    },
    onError: error => isApiError(error, 'confirmation_required') && setQuestion(error.message),
    onSettled: (_, error) => {
      if (!error) onClose()
      void client.invalidateQueries({ queryKey: campaignsKey(org) })
    },
  })
  const { before, after } = change
  return (
    <ConfirmDialog
      isOpen
      tone={question ? 'danger' : 'default'}
      onClose={onClose}
      onConfirm={() => undo.mutate(question !== undefined)}
      isPending={undo.isPending}
      title={t('undo.title')}
      confirmLabel={t(question ? 'budget_dialog.confirm' : 'undo.confirm')}
    >
      <div className="flex flex-col items-start gap-3">
        {question && (
          <Banner tone="warn" title={t('budget_dialog.sure')}>
            {question}
          </Banner>
        )}
        {undo.error && !isApiError(undo.error, 'confirmation_required') && (
          <Banner tone="danger" title={errorText(undo.error)} />
        )}
        <p>{t('undo.body')}</p>
        <Change change={{ before: after, after: before }} currency={campaign.currency} />
      </div>
    </ConfirmDialog>
  )
}
