import type { Translate } from '@/shared/i18n/words'

/** The oldest that platforms tell apart: it means everybody above, too. */
const OLDEST = 65
const YOUNGEST = 18

type Age = number | null | undefined

export function ageText(t: Translate<'campaigns'>, min: Age, max: Age): string {
  const from = min ?? YOUNGEST
  const isOpen = max == null || max >= OLDEST
  if (isOpen && from <= YOUNGEST) return t('audience.every_age')
  return isOpen ? t('audience.from_age', { from }) : t('audience.age_range', { from, to: max })
}
