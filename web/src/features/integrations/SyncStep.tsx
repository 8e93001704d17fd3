import { CircleCheck, RefreshCw } from 'lucide-react'
import type { Integration } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { PlatformMark } from '@/shared/platforms/PlatformMark'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { ButtonLink } from '@/shared/ui/Link'
import { Steps } from './Steps'
import { SyncProgress } from './SyncProgress'
import { SyncTrouble } from './SyncTrouble'
import { countUsed, isGoingOn } from './state'
import { Trouble } from './Trouble'
import { usePlatformWords } from './use-platform-words'
import { useSync } from './use-sync'

/** The last step: the first numbers arrive, whether the page stays open or not. */
export function SyncStep({ integration }: { integration: Integration }) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  const start = useSync(integration)
  const { id, platform, status, sync } = integration
  const isDone = sync?.status === 'completed'
  const isReading = isGoingOn(sync)
  return (
    <>
      <Steps now="sync" isDone={isDone} />
      <Card
        footer={
          <>
            <ButtonLink to="/integrations" variant="ghost">
              {t('to_all')}
            </ButtonLink>
            <ButtonLink to="/integrations/$integrationId" params={{ integrationId: id }} variant="primary">
              {t('action.manage')}
            </ButtonLink>
          </>
        }
      >
        <div className="flex flex-col gap-6">
          <div className="flex items-center gap-4">
            <PlatformMark platform={platform} size="lg" />
            <div>
              <h2 className="text-xl">
                {status === 'active'
                  ? t('done.title', { platform: words.name(platform) })
                  : words.name(platform)}
              </h2>
              {isReading && (
                <p className="mt-0.5 text-muted">{t('done.body', { count: countUsed(integration) })}</p>
              )}
              {isDone && sync.rows > 0 && status === 'active' && (
                <p className="mt-0.5 text-muted">{t('done.read')}</p>
              )}
            </div>
          </div>
          {status === 'needs_reconnect' && <Trouble integration={integration} onOpen={undefined} mayManage />}
          {isDone ? <Done sync={sync} /> : isReading && sync && <SyncProgress sync={sync} />}
          {sync && (
            <SyncTrouble
              sync={sync}
              action={
                <Button size="sm" onPress={() => start.mutate()} isPending={start.isPending}>
                  <RefreshCw aria-hidden />
                  {t('sync.again')}
                </Button>
              }
            />
          )}
        </div>
      </Card>
    </>
  )
}

function Done({ sync }: { sync: NonNullable<Integration['sync']> }) {
  const { t } = useTranslation('integrations')
  const format = useFormat()
  return (
    <p role="status" className="flex gap-3 rounded-md bg-ok-soft px-4 py-3 text-ok-text">
      <CircleCheck aria-hidden className="mt-0.5 size-5 shrink-0" />
      <span>
        <span className="block font-medium">
          {t('sync.done', { count: sync.rows, shown: format.number(sync.rows) })}
        </span>
        <span className="block text-sm text-ink">{t('sync.older')}</span>
      </span>
    </p>
  )
}
