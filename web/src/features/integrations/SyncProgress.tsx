import type { Sync } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Progress } from '@/shared/ui/Progress'

/** How far a sync is, and what it waits for. */
export function SyncProgress({ sync }: { sync: Sync }) {
  const { t } = useTranslation('integrations')
  const format = useFormat()
  const waits = sync.resumes_at && new Date(sync.resumes_at).getTime() > Date.now() ? sync.resumes_at : null
  return (
    <div className="flex flex-col gap-2">
      <Progress
        label={t(sync.status === 'queued' ? 'sync.waiting' : `sync.running.${sync.kind}`)}
        value={Math.max(sync.progress, 2)}
        valueText={sync.status === 'running' ? format.percent(sync.progress) : ''}
        tone={waits ? 'warn' : 'accent'}
      />
      <p role="status" className="text-sm text-muted">
        {waits
          ? t('sync.platform_waits', { time: format.time(waits) })
          : sync.rows > 0 && t('sync.rows', { count: sync.rows, shown: format.number(sync.rows) })}
      </p>
    </div>
  )
}
