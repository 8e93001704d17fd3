import type { JobsHealth } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Ago } from '@/shared/ui/Ago'
import { Badge } from '@/shared/ui/Badge'
import { Banner } from '@/shared/ui/Banner'
import { Card } from '@/shared/ui/Card'
import { Skeleton } from '@/shared/ui/Skeleton'
import type { Worker } from './api'

/** The processes that work on jobs. */
export function Workers({ workers }: { workers: JobsHealth['workers'] | undefined }) {
  const { t } = useTranslation('operations')
  return (
    <Card title={t('workers.title')} description={t('workers.lead')}>
      {!workers ? (
        <Skeleton className="h-16 w-full" />
      ) : workers.length === 0 ? (
        <Banner tone="warn" title={t('workers.none')} />
      ) : (
        <ul className="divide-y divide-line">
          {workers.map(worker => (
            <Line key={worker.id} worker={worker} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Line({ worker }: { worker: Worker }) {
  const { t } = useTranslation('operations')
  const format = useFormat()
  const state = !worker.is_alive ? 'nodes.gone' : worker.stopping ? 'workers.stopping' : 'nodes.alive'
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5">
      <span className="min-w-0">
        <bdi className="ltr block truncate font-mono text-sm">{worker.name}</bdi>
        <span className="text-sm text-muted">
          {t('nodes.seen')} <Ago at={worker.seen_at} className="" />
        </span>
      </span>
      <span className="flex items-center gap-3">
        <span className="tabular text-sm text-muted">
          {t('workers.running')}{' '}
          {t('workers.of', { running: format.number(worker.running), places: format.number(worker.places) })}
        </span>
        <Badge dot tone={worker.is_alive && !worker.stopping ? 'ok' : 'neutral'}>
          {t(state)}
        </Badge>
      </span>
    </li>
  )
}
