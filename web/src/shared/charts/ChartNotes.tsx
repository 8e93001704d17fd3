import type { Place } from './ChartAxes'
import type { ChartPoint } from './LineChart'

/** On points at which something happened: a flag at the ground and a line up to the top. */
export function ChartNotes({ points, place: { x, ground } }: { points: ChartPoint[]; place: Place }) {
  return (
    <g>
      {points.map(({ title, notes }, index) =>
        notes?.length ? (
          <g key={title}>
            <line
              x1={x(index)}
              x2={x(index)}
              y1={14}
              y2={ground}
              className="stroke-info-text"
              strokeOpacity="0.55"
              strokeDasharray="2 4"
            />
            <path
              d={`M${x(index)},${ground - 6}l6,6l-6,6l-6,-6Z`}
              className="fill-info-text stroke-surface"
              strokeWidth="1.5"
            />
          </g>
        ) : null,
      )}
    </g>
  )
}

/** What a point's notes say, below its numbers. */
export function NoteLines({ notes }: { notes: string[] }) {
  return (
    <ul className="mt-2 flex flex-col gap-1 border-t border-line pt-2 whitespace-normal">
      {notes.map(note => (
        <li key={note} className="flex items-baseline gap-2">
          <NoteMark />
          <span className="min-w-0">{note}</span>
        </li>
      ))}
    </ul>
  )
}

export const NoteMark = () => <span aria-hidden className="size-2 shrink-0 rotate-45 bg-info-text" />
