/** Where each part of a whole begins and ends, from 0 to 1. Nothing has no part. */
export function sectorsOf(values: number[]): { from: number; to: number }[] {
  const whole = values.reduce((sum, value) => sum + Math.max(0, value), 0)
  let at = 0
  return values.map(value => {
    const from = at
    at += whole > 0 ? Math.max(0, value) / whole : 0
    return { from, to: at }
  })
}

type Ring = { centre: number; outer: number; inner: number }

/** A part of a ring as the path of an SVG, clockwise from the top. `gap` of its width is left free at its end, unless it is all there is. */
export function ringPath({ from, to }: { from: number; to: number }, ring: Ring, gap = 0): string {
  const isWhole = to - from > 0.9999
  // A whole ring has no beginning that differs from its end: a hair is left out.
  const end = isWhole ? from + 0.9999 : Math.max(from, to - gap)
  const isLarge = end - from > 0.5 ? 1 : 0
  const at = (share: number, radius: number) => {
    const angle = share * 2 * Math.PI
    const x = ring.centre + radius * Math.sin(angle)
    const y = ring.centre - radius * Math.cos(angle)
    return `${x.toFixed(2)} ${y.toFixed(2)}`
  }
  const { outer, inner } = ring
  return [
    `M${at(from, outer)}`,
    `A${outer} ${outer} 0 ${isLarge} 1 ${at(end, outer)}`,
    `L${at(end, inner)}`,
    `A${inner} ${inner} 0 ${isLarge} 0 ${at(from, inner)}Z`,
  ].join('')
}
