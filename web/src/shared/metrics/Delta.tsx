import { ArrowDown, ArrowUp, Minus } from 'lucide-react'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { changeOf, type Measure, type Value, verdictOf } from './measures'

type Props = { measure: Measure; now: Value; before: Value }

const TONE = { good: 'text-ok-text', bad: 'text-danger-text', flat: 'text-muted' }

/** The change to the period before: an arrow for its direction, a colour for whether that is good. */
export function Delta({ measure, now, before }: Props) {
  const { t } = useTranslation('shared/metrics')
  const format = useFormat()
  const change = changeOf(now, before)
  if (change === undefined) return <span className="text-xs text-faint">{t('delta.unknown')}</span>
  const size = Math.abs(change)
  const text = format.percent(size >= 10 ? Math.round(size) : Math.round(size * 10) / 10)
  const way = text === format.percent(0) ? 'same' : change > 0 ? 'up' : 'down'
  const Icon = { up: ArrowUp, down: ArrowDown, same: Minus }[way]
  return (
    <span
      className={cx('inline-flex items-center gap-1 text-xs font-medium', TONE[verdictOf(measure, change)])}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span className="sr-only">{t(`delta.${way}`)}</span>
      <span className="ltr tabular">{text}</span>
    </span>
  )
}
