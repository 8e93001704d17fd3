import type { JobStatus } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Badge, type Tone } from '@/shared/ui/Badge'

type Status = JobStatus['status']

const TONE: Record<Status, Tone> = {
  pending: 'neutral',
  processing: 'info',
  completed: 'ok',
  failed: 'danger',
  cancelled: 'neutral',
}

export const isLive = (status: Status) => status === 'pending' || status === 'processing'

/** Where a piece of background work stands. */
export function JobBadge({ status, stopping }: { status: Status; stopping?: boolean }) {
  const { t } = useTranslation('shared/jobs')
  return (
    <Badge dot={isLive(status)} tone={TONE[status]}>
      {stopping && status === 'processing' ? t('stopping') : t(`status.${status}`)}
    </Badge>
  )
}
