/** By how much a budget changes, in per cent to one place; nothing where there was none. */
export function differenceOf(before: number | null, after: number | null): number | undefined {
  if (!before || after === null) return undefined
  return Math.round((after / before - 1) * 1000) / 10
}

/** A budget changed by so many per cent, in whole units of its currency's smallest coin. */
export function changedBy(budget: number, percent: number, currency: string): number {
  const { maximumFractionDigits: places = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions()
  // Through text: 1.005 × 100 is a little less than 100.5.
  return Number(`${Math.round(Number(`${(budget * (100 + percent)) / 100}e${places}`))}e-${places}`)
}
