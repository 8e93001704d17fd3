import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key } from '@/shared/i18n/words'

/** The name of a resource (`members`) in plain words. */
export function usePermissionGroup(): (group: string) => string {
  const { t } = useTranslation('shared/access')
  return group => {
    const key = `groups.${group}`
    const text = t(key as Key<'shared/access'>)
    return text === key ? group : text
  }
}
