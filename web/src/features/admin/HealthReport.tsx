import { CircleAlert, CircleCheck } from 'lucide-react'
import type { AdminHealth } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key } from '@/shared/i18n/words'
import { cx } from '@/shared/lib/cx'
import { Badge } from '@/shared/ui/Badge'
import { Card } from '@/shared/ui/Card'
import { Skeleton } from '@/shared/ui/Skeleton'
import type { HealthPart, Queue } from './api'

export function HealthReport({ health }: { health: AdminHealth | undefined }) {
  if (!health)
    return (
      <>
        <Skeleton className="h-29 rounded-lg" />
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {[1, 2, 3].map(index => (
            <Skeleton key={index} className="h-30 rounded-lg" />
          ))}
        </div>
      </>
    )
  return (
    <>
      <Summary health={health} />
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {health.parts.map(part => (
          <Part key={part.name} part={part} />
        ))}
      </div>
      {health.queues.length > 0 && <Queues queues={health.queues} />}
    </>
  )
}

function Queues({ queues }: { queues: Queue[] }) {
  const { t } = useTranslation('admin')
  const format = useFormat()
  return (
    <Card title={t('queues.title')} description={t('queues.lead')}>
      <ul className="divide-y divide-line">
        {queues.map(({ queue, waiting, running, oldest_seconds }) => (
          <li key={queue} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 py-2.5">
            <span className="ltr font-mono text-sm">{queue}</span>
            <span className="tabular text-sm text-muted">
              {[
                t('queues.waiting', { count: waiting }),
                t('queues.running', { count: running }),
                ...(waiting > 0 ? [t('queues.oldest', { time: format.duration(oldest_seconds) })] : []),
              ].join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Summary({ health: { status, version, uptime_seconds } }: { health: AdminHealth }) {
  const { t } = useTranslation('admin')
  const format = useFormat()
  const isWell = status === 'healthy' || status === 'ok'
  const Icon = isWell ? CircleCheck : CircleAlert
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-x-10 gap-y-4">
        <p
          role="status"
          className={cx(
            'flex items-center gap-3 text-lg font-semibold',
            isWell ? 'text-ok-text' : 'text-danger-text',
          )}
        >
          <Icon aria-hidden className="size-6" />
          {t(isWell ? 'health.well' : 'health.ill')}
        </p>
        <dl className="flex flex-wrap gap-x-10 gap-y-4">
          {version && (
            <div>
              <dt className="text-sm text-muted">{t('health.version')}</dt>
              <dd className="ltr tabular">{version}</dd>
            </div>
          )}
          {uptime_seconds !== undefined && (
            <div>
              <dt className="text-sm text-muted">{t('health.uptime')}</dt>
              <dd className="tabular">{format.duration(uptime_seconds)}</dd>
            </div>
          )}
        </dl>
      </div>
    </Card>
  )
}

function Part({ part: { name, status, latency_ms, detail } }: { part: HealthPart }) {
  const { t } = useTranslation('admin')
  const format = useFormat()
  const key = `part.${name}`
  const label = t(key as Key<'admin'>)
  const isOk = status === 'ok'
  return (
    <Card>
      <div className="flex items-center justify-between gap-3">
        <h2 className="text-base">{label === key ? name : label}</h2>
        <Badge dot tone={isOk ? 'ok' : status === 'warning' ? 'warn' : 'danger'}>
          {t(isOk ? 'health.ok' : status === 'warning' ? 'health.warning' : 'health.failed')}
        </Badge>
      </div>
      {latency_ms !== undefined && (
        <p className="tabular mt-2 text-2xl font-semibold">
          {t('health.ms', { ms: format.number(latency_ms) })}
        </p>
      )}
      {detail && <p className="mt-1 text-sm text-danger-text">{detail}</p>}
    </Card>
  )
}
