import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import type { CampaignDetail } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { Dialog } from '@/shared/ui/Dialog'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Spinner } from '@/shared/ui/Spinner'
import { campaignQuery } from '../api'
import { useSteer } from './use-steer'

const BudgetDialog = lazy(() => import('./BudgetDialog'))

type Props = {
  kind: 'budget' | 'pause'
  campaign: string
  /** The amount to begin with. */
  budget?: number
  onClose: () => void
}

/** What is done about a campaign from elsewhere: its newest state first, so that nothing newer is overwritten. */
export default function AnswerDialog({ kind, campaign: id, budget, onClose }: Props) {
  const { t } = useTranslation('campaigns')
  const { data, error, refetch } = useQuery({ ...campaignQuery(useOrgId(), id), staleTime: 5000 })
  if (!data)
    return (
      <Dialog isOpen onClose={onClose} title={t('one')}>
        {error ? <ErrorState error={error} onRetry={refetch} /> : <Spinner className="mx-auto my-8 size-6" />}
      </Dialog>
    )
  if (kind === 'pause') return <PauseDialog campaign={data} onClose={onClose} />
  return (
    <Suspense>
      <BudgetDialog campaign={data} proposed={budget} onClose={onClose} />
    </Suspense>
  )
}

function PauseDialog({ campaign, onClose }: { campaign: CampaignDetail; onClose: () => void }) {
  const { t } = useTranslation('campaigns')
  const steer = useSteer(campaign)
  return (
    <ConfirmDialog
      isOpen
      tone="default"
      onClose={onClose}
      onConfirm={() => steer.mutate('pause', { onSettled: onClose })}
      isPending={steer.isPending}
      title={t('pause.title', { name: campaign.name })}
      confirmLabel={t('pause.confirm')}
    >
      {t('bulk.body.pause')}
    </ConfirmDialog>
  )
}
