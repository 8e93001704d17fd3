import type { CampaignStatus } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Badge, type Tone } from '@/shared/ui/Badge'

const TONE: Record<CampaignStatus, Tone> = {
  draft: 'neutral',
  active: 'ok',
  paused: 'warn',
  completed: 'info',
  archived: 'neutral',
}

export const STATUSES = Object.keys(TONE) as CampaignStatus[]

export function StatusBadge({ status }: { status: CampaignStatus }) {
  const { t } = useTranslation('shared/campaigns')
  return (
    <Badge dot tone={TONE[status]}>
      {t(`status.${status}`)}
    </Badge>
  )
}
