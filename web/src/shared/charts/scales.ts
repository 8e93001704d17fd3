/** The top of an axis that begins at zero, and the lines to draw: round steps of 1, 2, 2.5 or 5. */
export function axisOf(values: (number | null | undefined)[], lines = 4): { top: number; ticks: number[] } {
  const most = Math.max(0, ...values.map(value => value ?? 0))
  if (most === 0) return { top: 1, ticks: [0] }
  const rough = most / lines
  const size = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5].find(times => times * size >= rough * 0.9999) ?? 10) * size
  const count = Math.ceil(most / step - 1e-9)
  const ticks = Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)))
  return { top: ticks.at(-1) ?? most, ticks }
}

/** Where the nth of so many points stands; a single one in the middle. */
export const placeOf = (index: number, count: number, width: number) =>
  count < 2 ? width / 2 : (index / (count - 1)) * width

/** The point nearest to a place. */
export function nearest(place: number, count: number, width: number): number {
  if (count < 2 || width <= 0) return 0
  return Math.min(count - 1, Math.max(0, Math.round((place / width) * (count - 1))))
}

/** Which points bear a label, so that each has room: evenly spread, the last one among them. */
export function labelled(count: number, width: number, room: number): number[] {
  const most = Math.max(1, Math.floor(width / room))
  const every = Math.max(1, Math.ceil(count / most))
  const found = []
  for (let index = count - 1; index >= 0; index -= every) found.unshift(index)
  return found
}

type Point = { x: number; y: number }

/** Runs of neighbours that are known: what is unknown is a gap, not a zero. */
export function runsOf(
  values: (number | null | undefined)[],
  point: (value: number, index: number) => Point,
): Point[][] {
  const runs: Point[][] = []
  let run: Point[] = []
  for (const [index, value] of values.entries()) {
    if (value == null) {
      if (run.length > 0) runs.push(run)
      run = []
    } else run.push(point(value, index))
  }
  if (run.length > 0) runs.push(run)
  return runs
}

const at = ({ x, y }: Point) => `${x.toFixed(1)},${y.toFixed(1)}`

export const lineOf = (runs: Point[][]) => runs.map(run => `M${run.map(at).join('L')}`).join('')

/** The same, closed down to the ground. */
export const areaOf = (runs: Point[][], ground: number) =>
  runs
    .filter(run => run.length > 1)
    .map(run => {
      const [first, last] = [run[0], run.at(-1)]
      return first && last
        ? `M${run.map(at).join('L')}L${at({ x: last.x, y: ground })}L${at({ x: first.x, y: ground })}Z`
        : ''
    })
    .join('')
