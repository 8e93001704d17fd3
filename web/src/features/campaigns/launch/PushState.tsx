import { CircleAlert, CircleCheck } from 'lucide-react'
import type { CampaignPush } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { Spinner } from '@/shared/ui/Spinner'

const LOOK: Record<CampaignPush['state'], string> = {
  pending: 'text-info-text',
  done: 'text-ok-text',
  failed: 'text-danger-text',
}

type Props = { kind: CampaignPush['kind']; state: CampaignPush['state']; className?: string }

/** Whether a platform did what it was told, in a sign and a few words. */
export function PushState({ kind, state, className }: Props) {
  const { t } = useTranslation('campaigns')
  return (
    <span className={cx('inline-flex items-center gap-1.5 text-sm font-medium', LOOK[state], className)}>
      {state === 'pending' ? (
        <Spinner className="size-4 shrink-0" />
      ) : state === 'done' ? (
        <CircleCheck aria-hidden className="size-4 shrink-0" />
      ) : (
        <CircleAlert aria-hidden className="size-4 shrink-0" />
      )}
      {t(`push.${kind}.${state}`)}
    </span>
  )
}
