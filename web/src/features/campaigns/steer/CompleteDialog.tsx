import type { Campaign } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { useSteer } from './use-steer'

type Props = { campaign: Campaign; onClose: () => void }

/** It ends here and at the platforms. */
export default function CompleteDialog({ campaign, onClose }: Props) {
  const { t } = useTranslation('campaigns')
  const steer = useSteer(campaign)
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => steer.mutate('complete', { onSettled: onClose })}
      isPending={steer.isPending}
      title={t('complete.title', { name: campaign.name })}
      confirmLabel={t('complete.confirm')}
    >
      {t('complete.body')}
    </ConfirmDialog>
  )
}
