import { labelled } from './scales'

export type Place = {
  x: (index: number) => number
  y: (value: number) => number
  width: number
  inner: number
  inset: number
  height: number
  ground: number
  isRtl: boolean
}

type Props = {
  /** Of the points, from the first to the last. */
  labels: string[]
  ticks: number[]
  place: Place
  writeShort: (value: number) => string
}

/** Room that a label of the axis of time takes. */
const ROOM = 76

/** The lines behind a chart over time, with their numbers, and the days below. */
export function ChartAxes({ labels, ticks, place, writeShort }: Props) {
  const { x, y, width, inner, inset, height, isRtl } = place
  const marks = labelled(labels.length, inner, ROOM)
  return (
    <g className="text-xs">
      {ticks.map(tick => (
        <g key={tick}>
          <line
            x1={inset}
            x2={inset + inner}
            y1={y(tick)}
            y2={y(tick)}
            className={tick === 0 ? 'stroke-line-strong' : 'stroke-line'}
            strokeOpacity={tick === 0 ? 0.5 : 1}
          />
          <text
            x={isRtl ? width : 0}
            y={y(tick)}
            dy="0.32em"
            textAnchor="start"
            direction={isRtl ? 'rtl' : 'ltr'}
            className="tabular fill-faint"
          >
            {writeShort(tick)}
          </text>
        </g>
      ))}
      {marks.map(index => (
        <text
          key={index}
          x={x(index)}
          y={height - 8}
          textAnchor={anchorOf(index, labels.length)}
          direction={isRtl ? 'rtl' : 'ltr'}
          className="fill-faint"
        >
          {labels[index]}
        </text>
      ))}
    </g>
  )
  // A label at an edge of the picture does not stand half outside. In text that runs from right to left the start is at the right.
  function anchorOf(index: number, count: number) {
    if (count < 2 || (index > 0 && index < count - 1)) return 'middle'
    return (index === 0) === isRtl ? 'end' : 'start'
  }
}
