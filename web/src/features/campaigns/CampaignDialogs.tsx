import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import type { Campaign } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { toast } from '@/shared/ui/toast'
import { archiveCampaign, campaignsKey, removeCampaign } from './api'
import type { Deed } from './bulk/deeds'

/** Each loads when it is wanted. */
const DIALOG = {
  duplicate: lazy(() => import('./DuplicateDialog')),
  launch: lazy(() => import('./launch/LaunchDialog')),
  complete: lazy(() => import('./steer/CompleteDialog')),
  budget: lazy(() => import('./steer/BudgetDialog')),
  dates: lazy(() => import('./steer/DatesDialog')),
}
const BulkDialog = lazy(() => import('./bulk/BulkDialog'))

export type OpenCampaign =
  | { kind: keyof typeof DIALOG | 'archive' | 'remove'; campaign: Campaign }
  | { kind: 'bulk'; deed: Deed; campaigns: Campaign[] }

type Props = {
  open: OpenCampaign | undefined
  onClose: () => void
  onBulkDone?: () => void
  onRemoved?: () => void
}

export function CampaignDialogs({ open, onClose, onBulkDone, onRemoved }: Props) {
  if (!open) return null
  if (open.kind === 'bulk')
    return (
      <Suspense>
        <BulkDialog
          key={open.deed}
          deed={open.deed}
          campaigns={open.campaigns}
          onClose={onClose}
          onDone={onBulkDone}
        />
      </Suspense>
    )
  if (open.kind === 'archive' || open.kind === 'remove')
    return <Ask kind={open.kind} campaign={open.campaign} onClose={onClose} onRemoved={onRemoved} />
  const Dialog = DIALOG[open.kind]
  return (
    <Suspense>
      <Dialog campaign={open.campaign} onClose={onClose} />
    </Suspense>
  )
}

type AskProps = {
  kind: 'archive' | 'remove'
  campaign: Campaign
  onClose: () => void
  onRemoved: (() => void) | undefined
}

const DEED = { archive: archiveCampaign, remove: removeCampaign }

function Ask({ kind, campaign, onClose, onRemoved }: AskProps) {
  const { t } = useTranslation('campaigns')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const { name } = campaign
  const deed = useMutation<unknown>({
    mutationFn: () => DEED[kind](org, campaign),
    onSuccess: () => {
      toast('ok', t(kind === 'archive' ? 'told.archived' : 'told.removed', { name }))
      if (kind === 'remove') onRemoved?.()
    },
    onError: error => toast('danger', errorText(error)),
    onSettled: (_, error) => {
      onClose()
      const gone = kind === 'remove' && !error
      // What is gone is not asked for again.
      void client.invalidateQueries({ queryKey: [...campaignsKey(org), ...(gone ? ['list'] : [])] })
      if (gone) void client.invalidateQueries({ queryKey: [...campaignsKey(org), 'stats'] })
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => deed.mutate()}
      isPending={deed.isPending}
      tone={kind === 'archive' ? 'default' : 'danger'}
      title={t(`${kind}.title`, { name })}
      confirmLabel={t(`${kind}.confirm`)}
    >
      {t(`${kind}.body`)}
    </ConfirmDialog>
  )
}
