import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key } from '@/shared/i18n/words'
import type { PlatformId } from '@/shared/platforms/platforms'
import { usePlatformName } from '@/shared/platforms/use-platform-name'

/** Names and sentences of a platform. */
export function usePlatformWords() {
  const { t } = useTranslation('integrations')
  return {
    name: usePlatformName(),
    about: (platform: PlatformId) => t(`about.${platform}`),
    /** What a right lets us do; nothing for one that we have no words for. */
    right: (words: Key<'integrations'> | undefined) => words && t(words),
  }
}
