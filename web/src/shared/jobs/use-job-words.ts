import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key } from '@/shared/i18n/words'

/** What a kind of background work does in plain words; what a newer server adds stays a code. */
export function useJobWords() {
  const { t } = useTranslation('common')
  return {
    kind: (kind: string) => {
      const [group = '', name = ''] = kind.split('.')
      const key = `jobs.kind.${group}.${name}`
      const text = t(key as Key<'common'>)
      return text === key ? kind : text
    },
  }
}
