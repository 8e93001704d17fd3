import type { AlertKind } from '@/shared/api/types'

export const KINDS: AlertKind[] = ['budget', 'pacing', 'cpa', 'roas', 'ctr', 'spend_spike']

/** What a new rule begins with; what a conversion may cost nobody can guess. */
export const USUAL: Record<AlertKind, string> = {
  budget: '80, 90, 100',
  pacing: '20',
  cpa: '',
  roas: '1',
  ctr: '0.5',
  spend_spike: '50',
}

const ARABIC = '٠١٢٣٤٥٦٧٨٩'

/** Numbers as they are typed, in the digits of either language; nothing for what is none. Of a budget there may be several. */
export function thresholdsOf(kind: AlertKind, text: string): number[] | undefined {
  const plain = text
    .replace(/[٠-٩]/g, digit => String(ARABIC.indexOf(digit)))
    .replaceAll('٫', '.')
    .replaceAll(/[%٪]/g, '')
  const words = plain.split(/[,،;؛\s]+/).filter(Boolean)
  if (words.length === 0 || (kind !== 'budget' && words.length > 1)) return undefined
  if (!words.every(word => /^\d+(?:\.\d{1,4})?$/.test(word))) return undefined
  const numbers = [...new Set(words.map(Number))].sort((a, b) => a - b)
  return numbers.every(number => number > 0) ? numbers : undefined
}
