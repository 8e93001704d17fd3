import { cx } from '@/shared/lib/cx'
import type { Place } from './ChartAxes'

type Props = { index: number; place: Place; children: React.ReactNode }

/** Between a point and what it says, and how wide that gets: never wider than the chart is on that side. */
const GAP = 14
const WIDEST = 256

/** What a point of a chart over time says, beside it; the slider has said it already. */
export function ChartReading({ index, place: { x, width, isRtl }, children }: Props) {
  const at = x(index)
  const isBefore = at > width / 2
  const style = isBefore ? { right: width - at + GAP } : { left: at + GAP }
  const room = (isBefore ? at : width - at) - GAP
  return (
    <div
      aria-hidden
      dir={isRtl ? 'rtl' : 'ltr'}
      className="pointer-events-none absolute top-2 z-1 rounded-md border border-line bg-raised px-3 py-2 text-sm whitespace-nowrap shadow-pop"
      style={{ ...style, maxWidth: Math.min(room, WIDEST) }}
    >
      {children}
    </div>
  )
}

type LineProps = { name: React.ReactNode; value: string; mark: React.ReactNode; isMain?: boolean }

export function ReadingLine({ name, value, mark, isMain }: LineProps) {
  return (
    <p className={cx('flex items-center gap-2', !isMain && 'mt-1 text-muted')}>
      {mark}
      <span className="grow truncate pe-3">{name}</span>
      <span className={cx('tabular', isMain && 'font-semibold')}>{value}</span>
    </p>
  )
}
