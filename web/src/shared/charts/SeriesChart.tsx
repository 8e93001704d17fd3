import { ChartAxes } from './ChartAxes'
import { ChartReading, ReadingLine } from './ChartReading'
import { SeriesMark, seriesStroke } from './SeriesMark'
import { lineOf, runsOf } from './scales'
import { useTimeChart } from './use-time-chart'

type Series = { id: string; name: string; values: (number | null | undefined)[] }

type Props = {
  label: string
  /** Of each span: short for the axis, whole for who reads it. */
  spans: { label: string; title: string }[]
  series: Series[]
  write: (value: number | null | undefined) => string
  writeShort: (value: number) => string
  /** What a span says of them all. */
  saySpan: (index: number) => string
}

/** Up to ten lines over time, laid over each other. */
export default function SeriesChart({ label, spans, series, write, writeShort, saySpan }: Props) {
  const values = series.flatMap(one => one.values)
  const { ref, ticks, place, shown, slider } = useTimeChart({
    label,
    count: spans.length,
    values,
    say: saySpan,
  })
  const { x, y, width, height, ground } = place
  if (spans.length === 0) return <div style={slider.style} />
  return (
    <div ref={ref} {...slider}>
      {width > 0 && (
        <svg aria-hidden width={width} height={height} className="block overflow-visible">
          <ChartAxes
            labels={spans.map(span => span.label)}
            ticks={ticks}
            place={place}
            writeShort={writeShort}
          />
          {shown !== undefined && (
            <line x1={x(shown)} x2={x(shown)} y1={14} y2={ground} className="stroke-line-strong" />
          )}
          {series.map((one, index) => (
            <Line key={one.id} index={index} values={one.values} shown={shown} x={x} y={y} />
          ))}
        </svg>
      )}
      {shown !== undefined && width > 0 && (
        <ChartReading index={shown} place={place}>
          <p className="font-medium">{spans[shown]?.title}</p>
          {series.map((one, index) => (
            <ReadingLine
              key={one.id}
              name={<bdi>{one.name}</bdi>}
              value={write(one.values[shown])}
              mark={<SeriesMark index={index} />}
            />
          ))}
        </ChartReading>
      )}
    </div>
  )
}

type LineProps = {
  index: number
  values: Series['values']
  shown: number | undefined
  x: (index: number) => number
  y: (value: number) => number
}

function Line({ index, values, shown, x, y }: LineProps) {
  const runs = runsOf(values, (value, at) => ({ x: x(at), y: y(value) }))
  const stroke = seriesStroke(index)
  const read = shown === undefined ? undefined : values[shown]
  return (
    <>
      <path
        d={lineOf(runs)}
        fill="none"
        strokeWidth="2"
        strokeLinejoin="round"
        strokeLinecap="round"
        {...stroke}
      />
      {runs
        .filter(run => run.length === 1)
        .map(([dot]) => dot && <circle key={dot.x} cx={dot.x} cy={dot.y} r="2.5" fill={stroke.stroke} />)}
      {read != null && shown !== undefined && (
        <circle
          cx={x(shown)}
          cy={y(read)}
          r="4"
          fill={stroke.stroke}
          className="stroke-surface"
          strokeWidth="1.5"
        />
      )}
    </>
  )
}
