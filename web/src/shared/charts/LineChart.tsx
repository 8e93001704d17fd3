import { ChartLines } from './ChartLines'
import { NoteLines } from './ChartNotes'
import { ChartReading, ReadingLine } from './ChartReading'
import { useTimeChart } from './use-time-chart'

export type ChartPoint = {
  /** Short, for the axis. */
  label: string
  /** Whole, for who reads this one point. */
  title: string
  value: number | null | undefined
  /** The same place in the period before. */
  before?: { title: string; value: number | null | undefined } | undefined
  /** What happened then. */
  notes?: string[] | undefined
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

/** A line over time with an area below it, and the period before as a dashed one. */
export default function LineChart({ label, points, write, writeShort, sayPoint }: Props) {
  const values = points.flatMap(({ value, before }) => [value, before?.value])
  const { ref, ticks, place, shown, slider } = useTimeChart({
    label,
    count: points.length,
    values,
    say: index => points[index] && sayPoint(points[index]),
  })
  const point = shown === undefined ? undefined : points[shown]
  if (points.length === 0) return <div style={slider.style} />
  return (
    <div ref={ref} {...slider}>
      {place.width > 0 && (
        <ChartLines points={points} ticks={ticks} shown={shown} place={place} writeShort={writeShort} />
      )}
      {point && shown !== undefined && place.width > 0 && (
        <ChartReading index={shown} place={place}>
          <ReadingLine
            isMain
            name={point.title}
            value={write(point.value)}
            mark={<span className="h-0.5 w-3 shrink-0 rounded-full bg-accent" />}
          />
          {point.before && (
            <ReadingLine
              name={point.before.title}
              value={write(point.before.value)}
              mark={<span className="w-3 shrink-0 border-t-2 border-dashed border-faint" />}
            />
          )}
          {point.notes?.length ? <NoteLines notes={point.notes} /> : null}
        </ChartReading>
      )}
    </div>
  )
}
