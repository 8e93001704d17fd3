export type Spot = { code: string; x: number; y: number; value: number }
export type View = { x: number; y: number; width: number; height: number }

/** `SA 6240 1530,…`, as the file of the world has it. */
export function placesOf(text: string): Map<string, { x: number; y: number }> {
  return new Map(
    text.split(',').map(line => {
      const [code = '', x, y] = line.split(' ')
      return [code, { x: Number(x), y: Number(y) }]
    }),
  )
}

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most)

/** The part of the world that the spots lie in, with room around them: never narrower than a fifth of it, nor beyond its edges. */
export function viewOf(spots: Spot[], world: { width: number; height: number }): View {
  if (spots.length === 0) return { x: 0, y: 0, ...world }
  const aspect = world.width / world.height
  const xs = spots.map(({ x }) => x)
  const ys = spots.map(({ y }) => y)
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const wanted = Math.max((right - left) * 1.35, (bottom - top) * 1.5 * aspect)
  const width = clamp(wanted, world.width / 5, world.width)
  const height = width / aspect
  return {
    x: clamp((left + right) / 2 - width / 2, 0, world.width - width),
    y: clamp((top + bottom) / 2 - height / 2, 0, world.height - height),
    width,
    height,
  }
}

/** In pixels. The area of a circle is its number; the smallest can still be seen. */
export const radiusOf = (value: number, most: number, largest: number) =>
  most > 0 ? Math.max(3.5, Math.sqrt(Math.max(0, value) / most) * largest) : 3.5

type Labelled = { x: number; y: number; width: number }

/** Which names are written, the first ones first: one that would lie over another is left to the list. Places are pixels. */
export function roomFor(labels: Labelled[], height: number): boolean[] {
  const written: Labelled[] = []
  return labels.map(label => {
    const isFree = written.every(
      other =>
        Math.abs(other.x - label.x) > (other.width + label.width) / 2 || Math.abs(other.y - label.y) > height,
    )
    if (isFree) written.push(label)
    return isFree
  })
}
