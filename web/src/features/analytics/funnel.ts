/** The narrowest that a bar is while there is anything. */
const LEAST = 4

/**
 * How wide the steps of a funnel are drawn, in percent of the first. By the order of magnitude: a hundredth that goes on, which is usual,
 * would be a hair otherwise.
 */
export function widthsOf(counts: (number | null)[]): number[] {
  const size = (count: number | null) => Math.log10((count ?? 0) + 1)
  const most = Math.max(0, ...counts.map(size))
  return counts.map(count => (most > 0 && count ? Math.max(LEAST, (size(count) / most) * 100) : 0))
}
