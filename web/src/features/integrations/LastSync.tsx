import { RefreshCw } from 'lucide-react'
import type { Integration } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { SyncProgress } from './SyncProgress'
import { SyncTrouble } from './SyncTrouble'
import { isGoingOn } from './state'
import { useSync } from './use-sync'

type Props = { integration: Integration; mayManage: boolean }

/** The newest sync, while it goes on or when it did not end well. */
export function LastSync({ integration, mayManage }: Props) {
  const { t } = useTranslation('integrations')
  const start = useSync(integration)
  const { sync, status } = integration
  const hasNews = isGoingOn(sync) || sync?.status === 'failed' || sync?.status === 'cancelled'
  if (!sync || !hasNews) return null
  return (
    <div className="mt-5 border-t border-line pt-5">
      {isGoingOn(sync) && <SyncProgress sync={sync} />}
      <SyncTrouble
        sync={sync}
        action={
          mayManage &&
          status === 'active' && (
            <Button size="sm" onPress={() => start.mutate()} isPending={start.isPending}>
              <RefreshCw aria-hidden />
              {t('sync.again')}
            </Button>
          )
        }
      />
    </div>
  )
}
