import { use, useMemo } from 'react'
import { useLanguage } from '@/shared/lib/preferences'
import { loadWords, wordsOf } from './i18n'
import { translate } from './plural-and-fill'
import type { Namespace, Translate } from './words'

/** `const { t } = useTranslation('team')`; suspends until the words are there (routes load them ahead). */
export function useTranslation<N extends Namespace>(
  namespace: N,
): { t: Translate<N>; language: 'ar' | 'en' } {
  const language = useLanguage()
  const words = wordsOf(language, namespace) ?? use(loadWords(language, namespace))
  return useMemo(
    () => ({ t: (key, params) => translate(language, words, key, params), language }),
    [language, words],
  )
}
