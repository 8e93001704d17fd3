import { Pause, Play, RotateCw } from 'lucide-react'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { Button } from '@/shared/ui/Button'

type Props = {
  at: number
  isBusy: boolean
  isPaused: boolean
  onPause: () => void
  onRefresh: () => void
}

/** When the page was refreshed last, and the buttons that hold it or hurry it. */
export function RefreshBar({ at, isBusy, isPaused, onPause, onRefresh }: Props) {
  const { t } = useTranslation('operations')
  const format = useFormat()
  return (
    <div className="-mb-2 flex flex-wrap items-center justify-between gap-3">
      <p className="tabular text-sm text-muted">
        {at > 0 && t('refreshed', { time: format.clock(new Date(at)) })}
      </p>
      <div className="flex gap-2">
        <Button size="sm" onPress={onPause} aria-pressed={isPaused}>
          {isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
          {t(isPaused ? 'resume' : 'pause')}
        </Button>
        <Button size="sm" onPress={onRefresh}>
          <RotateCw aria-hidden className={cx(isBusy && 'motion-safe:animate-spin')} />
          {t('refresh')}
        </Button>
      </div>
    </div>
  )
}
