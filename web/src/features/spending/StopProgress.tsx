import { CircleCheck, TriangleAlert } from 'lucide-react'
import type { SpendStop } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Progress } from '@/shared/ui/Progress'
import { Spinner } from '@/shared/ui/Spinner'
import { isUnderWay } from './standing'

type Props = { stop: SpendStop; now: number }

/** How far the platforms are with pausing everything. */
export function StopProgress({ stop, now }: Props) {
  const { t } = useTranslation('spending')
  const format = useFormat()
  const { campaigns, pending, failed } = stop
  const done = Math.max(campaigns - pending - failed, 0)
  return (
    <div role="status" className="flex flex-col gap-3">
      {pending > 0 ? (
        <Progress
          label={t('progress.going_on')}
          value={done}
          max={campaigns}
          valueText={t('progress.of', { done: format.number(done), all: format.number(campaigns) })}
          tone={failed > 0 ? 'danger' : 'accent'}
        />
      ) : campaigns === 0 && isUnderWay(stop, now) ? (
        <p className="flex items-center gap-2.5">
          <Spinner className="size-4.5" />
          {t('progress.begins')}
        </p>
      ) : (
        (done > 0 || failed === 0) && (
          <p className="flex items-center gap-2.5">
            <CircleCheck aria-hidden className="size-5 shrink-0 text-ok-text" />
            {t('progress.done', { count: done, shown: format.number(done) })}
          </p>
        )
      )}
      {failed > 0 && (
        <p className="flex items-start gap-2.5 text-danger-text">
          <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0" />
          <span>
            <span className="block font-medium">
              {t('progress.failed', { count: failed, shown: format.number(failed) })}
            </span>
            <span className="block text-sm text-muted">{t('progress.failed_body')}</span>
          </span>
        </p>
      )}
    </div>
  )
}
