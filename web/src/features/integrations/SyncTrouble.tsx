import type { Sync } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'
import { PlatformWords } from './PlatformWords'

/** What a sync came to when it did not end well. One that is held is told of with what holds it. */
export function SyncTrouble({ sync, action }: { sync: Sync; action: React.ReactNode }) {
  const { t } = useTranslation('integrations')
  if (sync.status === 'cancelled')
    return (
      <Banner title={t('sync.cancelled')} actions={action}>
        {t('sync.cancelled_body')}
      </Banner>
    )
  if (sync.status !== 'failed') return null
  return (
    <Banner tone="danger" title={t('sync.failed')} actions={action}>
      <p>{sync.problem?.message ?? t('sync.failed_body')}</p>
      <PlatformWords problem={sync.problem} />
    </Banner>
  )
}
