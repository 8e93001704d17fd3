import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key } from '@/shared/i18n/words'

/** What a permission (`members.invite`) lets somebody do, in plain words; a name we have no words for stays as it is. */
export function usePermissionText(): (name: string) => string {
  const { t } = useTranslation('shared/access')
  return name => {
    const [group = '', action = ''] = name.split('.')
    const key = `permissions.${group}.${action}`
    const text = t(key as Key<'shared/access'>)
    return text === key ? name : text
  }
}
