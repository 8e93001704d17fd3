import { useTranslation } from '@/shared/i18n/use-translation'
import { useTitle } from '@/shared/lib/use-title'
import { PlatformMark } from '@/shared/platforms/PlatformMark'
import type { PlatformId } from '@/shared/platforms/platforms'
import { Spinner } from '@/shared/ui/Spinner'
import { usePlatformWords } from './use-platform-words'

/** While the consent is exchanged and the accounts are listed: a few seconds. */
export function Finishing({ platform }: { platform: PlatformId }) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  useTitle(t('callback.title'))
  return (
    <div role="status" aria-busy="true" className="flex flex-col items-center py-8 text-center">
      <PlatformMark platform={platform} size="lg" />
      <h1 className="mt-5 text-xl">{t('callback.title')}</h1>
      <p className="mt-2 mb-6 text-muted">{t('callback.lead', { platform: words.name(platform) })}</p>
      <Spinner />
    </div>
  )
}
