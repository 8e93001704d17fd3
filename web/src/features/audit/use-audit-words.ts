import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key } from '@/shared/i18n/words'

/** Actions and kinds of objects in plain words; what a newer server adds stays a code. */
export function useAuditWords() {
  const { t } = useTranslation('audit')
  const known = (key: string, fallback: string) => {
    const text = t(key as Key<'audit'>)
    return text === key ? fallback : text
  }
  return {
    action: (action: string) => {
      const [group = '', name = ''] = action.split('.')
      return known(`actions.${group}.${name}`, action)
    },
    object: (kind: string) => known(`objects.${kind}`, kind),
    actor: (kind: string) => known(`actors.${kind}`, kind),
  }
}
