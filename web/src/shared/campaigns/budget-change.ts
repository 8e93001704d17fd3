/** By how much a budget changes, in per cent to one place; nothing where there was none. */
export function differenceOf(before: number | null, after: number | null): number | undefined {
  if (!before || after === null) return undefined
  return Math.round((after / before - 1) * 1000) / 10
}

/** A budget changed by so many per cent, rounded down to its currency's smallest coin as the server does. */
export function changedBy(budget: number, percent: number, currency: string): number {
  const { maximumFractionDigits: places = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions()
  // What binary fractions lose must not cost a coin.
  const coins = Math.floor(Number(((budget * (100 + percent) * 10 ** places) / 100).toFixed(4)))
  return coins / 10 ** places
}
