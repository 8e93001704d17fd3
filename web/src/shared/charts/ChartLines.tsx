import { useId } from 'react'
import { ChartAxes, type Place } from './ChartAxes'
import { ChartNotes } from './ChartNotes'
import type { ChartPoint } from './LineChart'
import { areaOf, lineOf, runsOf } from './scales'

type Props = {
  points: ChartPoint[]
  ticks: number[]
  shown: number | undefined
  place: Place
  writeShort: (value: number) => string
}

/** What is drawn of a line chart. */
export function ChartLines({ points, ticks, shown, place, writeShort }: Props) {
  const id = useId()
  const { x, y, width, height, ground } = place
  const runs = runsOf(
    points.map(({ value }) => value),
    (value, index) => ({ x: x(index), y: y(value) }),
  )
  const before = runsOf(
    points.map(point => point.before?.value),
    (value, index) => ({ x: x(index), y: y(value) }),
  )
  const point = shown === undefined ? undefined : points[shown]
  return (
    <svg aria-hidden width={width} height={height} className="block overflow-visible">
      <defs>
        <linearGradient id={id} x1="0" x2="0" y1="0" y2="1">
          <stop offset="0" stopColor="var(--accent)" stopOpacity="0.22" />
          <stop offset="1" stopColor="var(--accent)" stopOpacity="0.01" />
        </linearGradient>
      </defs>
      <ChartAxes
        labels={points.map(({ label }) => label)}
        ticks={ticks}
        place={place}
        writeShort={writeShort}
      />
      <path d={areaOf(runs, ground)} fill={`url(#${id})`} />
      <path d={lineOf(before)} className="fill-none stroke-faint" strokeWidth="1.5" strokeDasharray="4 4" />
      <path
        d={lineOf(runs)}
        className="fill-none stroke-accent"
        strokeWidth="2.25"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      {[...runs, ...before]
        .filter(run => run.length === 1)
        .map(
          ([dot]) =>
            dot && <circle key={`${dot.x},${dot.y}`} cx={dot.x} cy={dot.y} r="2" className="fill-accent" />,
        )}
      <ChartNotes points={points} place={place} />
      {point && shown !== undefined && (
        <>
          <line
            x1={x(shown)}
            x2={x(shown)}
            y1={y(ticks.at(-1) ?? 0)}
            y2={ground}
            className="stroke-line-strong"
          />
          {point.before?.value != null && (
            <circle
              cx={x(shown)}
              cy={y(point.before.value)}
              r="3.5"
              className="fill-surface stroke-faint"
              strokeWidth="1.5"
            />
          )}
          {point.value != null && (
            <circle
              cx={x(shown)}
              cy={y(point.value)}
              r="4.5"
              className="fill-accent stroke-surface"
              strokeWidth="2"
            />
          )}
        </>
      )}
    </svg>
  )
}
