import { cx } from '@/shared/lib/cx'
import type { Place } from './ChartAxes'

type Props = { index: number; place: Place; children: React.ReactNode }

/** What a point of a chart over time says, beside it; the slider has said it already. */
export function ChartReading({ index, place: { x, width, isRtl }, children }: Props) {
  const at = x(index)
  return (
    <div
      aria-hidden
      dir={isRtl ? 'rtl' : 'ltr'}
      className="pointer-events-none absolute top-2 z-1 max-w-64 rounded-md border border-line bg-raised px-3 py-2 text-sm whitespace-nowrap shadow-pop"
      style={at > width / 2 ? { right: width - at + 14 } : { left: at + 14 }}
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
