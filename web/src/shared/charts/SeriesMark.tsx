/** Lines are told apart by their strokes too: colour alone is not for everybody. */
const DASHES = ['', '7 4', '2 4']

export const seriesStroke = (index: number) => ({
  stroke: `var(--series-${(index % 10) + 1})`,
  strokeDasharray: DASHES[index % DASHES.length],
})

/** The line of one among several, in a legend. */
export function SeriesMark({ index }: { index: number }) {
  return (
    <svg aria-hidden width="22" height="4" className="shrink-0">
      <line x1="1" x2="21" y1="2" y2="2" strokeWidth="2.5" strokeLinecap="round" {...seriesStroke(index)} />
    </svg>
  )
}
