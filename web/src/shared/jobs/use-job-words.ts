import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key } from '@/shared/i18n/words'

/** What a kind of background work does in plain words; what a newer server adds stays a code. */
export function useJobWords() {
  const { t } = useTranslation('shared/jobs')
  return {
    kind: (kind: string) => {
      const [group = '', name = ''] = kind.split('.')
      const key = `kind.${group}.${name}`
      const text = t(key as Key<'shared/jobs'>)
      return text === key ? kind : text
    },
  }
}
