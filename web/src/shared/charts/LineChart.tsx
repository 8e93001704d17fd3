import { useState } from 'react'
import { cx } from '@/shared/lib/cx'
import { ChartLines } from './ChartLines'
import { axisOf, nearest, placeOf } from './scales'
import { useWidth } from './use-width'

export type ChartPoint = {
  /** Short, for the axis. */
  label: string
  /** Whole, for who reads this one point. */
  title: string
  value: number | null | undefined
  /** The same place in the period before. */
  before?: { title: string; value: number | null | undefined } | undefined
}

type Props = {
  label: string
  points: ChartPoint[]
  /** A number as it is read, and as it stands at the axis. */
  write: (value: number | null | undefined) => string
  writeShort: (value: number) => string
  /** What a point says: `12 Nov: 340; before: 290`. */
  sayPoint: (point: ChartPoint) => string
}

const HEIGHT = 264
const SPACE = { top: 14, bottom: 30, axis: 56, edge: 14 }

/**
 * A line over time with an area below it, and the period before as a dashed one. Time runs from left to right in every language; the axis of
 * numbers stands where reading begins. Arrow keys move the point that is read.
 */
export default function LineChart({ label, points, write, writeShort, sayPoint }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const [read, setRead] = useState<number>()
  const isRtl = document.documentElement.dir === 'rtl'
  const inset = isRtl ? SPACE.edge : SPACE.axis
  const inner = Math.max(0, width - SPACE.axis - SPACE.edge)
  const ground = HEIGHT - SPACE.bottom
  const axis = axisOf(points.flatMap(({ value, before }) => [value, before?.value]))
  const x = (index: number) => inset + placeOf(index, points.length, inner)
  const y = (value: number) => ground - (value / axis.top) * (ground - SPACE.top)
  const last = points.length - 1
  const shown = read === undefined ? undefined : Math.min(read, last)
  const point = shown === undefined ? undefined : points[shown]
  const said = points[shown ?? last]

  const onKeyDown = (event: React.KeyboardEvent) => {
    const now = shown ?? last
    const next = {
      ArrowLeft: now - 1,
      ArrowRight: now + 1,
      ArrowDown: now - 1,
      ArrowUp: now + 1,
      PageDown: now - 7,
      PageUp: now + 7,
      Home: 0,
      End: last,
    }[event.key]
    if (next === undefined) return
    event.preventDefault()
    setRead(Math.min(last, Math.max(0, next)))
  }

  if (points.length === 0) return <div style={{ height: HEIGHT }} />
  return (
    <div
      ref={ref}
      dir="ltr"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={1}
      aria-valuemax={points.length}
      aria-valuenow={(shown ?? last) + 1}
      aria-valuetext={said && sayPoint(said)}
      onKeyDown={onKeyDown}
      onFocus={() => setRead(now => now ?? last)}
      onBlur={() => setRead(undefined)}
      onPointerMove={event => {
        const place = event.clientX - event.currentTarget.getBoundingClientRect().left - inset
        setRead(nearest(place, points.length, inner))
      }}
      onPointerLeave={event => {
        if (document.activeElement !== event.currentTarget) setRead(undefined)
      }}
      className="relative touch-pan-y rounded-md"
      style={{ height: HEIGHT }}
    >
      {width > 0 && (
        <ChartLines
          points={points}
          ticks={axis.ticks}
          shown={shown}
          place={{ x, y, width, inner, inset, height: HEIGHT, ground, isRtl }}
          writeShort={writeShort}
        />
      )}
      {point && width > 0 && (
        <Reading point={point} write={write} at={x(shown ?? 0)} width={width} isRtl={isRtl} />
      )}
    </div>
  )
}

type ReadingProps = {
  point: ChartPoint
  write: Props['write']
  at: number
  width: number
  isRtl: boolean
}

/** What the point says, beside it; the slider has said it already. */
function Reading({ point, write, at, width, isRtl }: ReadingProps) {
  const isLate = at > width / 2
  return (
    <div
      aria-hidden
      dir={isRtl ? 'rtl' : 'ltr'}
      className="pointer-events-none absolute top-2 z-1 max-w-56 rounded-md border border-line bg-raised px-3 py-2 text-sm whitespace-nowrap shadow-pop"
      style={isLate ? { right: width - at + 14 } : { left: at + 14 }}
    >
      <Line title={point.title} value={write(point.value)} mark="bg-accent" isMain />
      {point.before && (
        <Line
          title={point.before.title}
          value={write(point.before.value)}
          mark="border-t-2 border-dashed border-faint"
        />
      )}
    </div>
  )
}

function Line({
  title,
  value,
  mark,
  isMain,
}: {
  title: string
  value: string
  mark: string
  isMain?: boolean
}) {
  return (
    <p className={cx('flex items-center gap-2', !isMain && 'mt-1 text-muted')}>
      <span className={cx('w-3 shrink-0', isMain && 'h-0.5 rounded-full', mark)} />
      <span className="grow pe-3">{title}</span>
      <span className={cx('tabular', isMain && 'font-semibold')}>{value}</span>
    </p>
  )
}
