import { useTranslation } from '@/shared/i18n/use-translation'
import type { PlatformId } from './platforms'

/** What a platform is called. */
export function usePlatformName(): (platform: PlatformId) => string {
  const { t } = useTranslation('shared/platforms')
  return platform => t(`name.${platform}`)
}
