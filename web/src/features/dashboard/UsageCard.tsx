import { useQuery } from '@tanstack/react-query'
import type { Usage } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Badge } from '@/shared/ui/Badge'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Progress } from '@/shared/ui/Progress'
import { Skeleton } from '@/shared/ui/Skeleton'
import { usageQuery } from './api'

export function UsageCard({ org }: { org: string }) {
  const { t } = useTranslation('dashboard')
  const { t: common } = useTranslation('common')
  const { data, error, refetch } = useQuery(usageQuery(org))
  return (
    <Card
      title={t('usage.title')}
      actions={data && <Badge tone="accent">{common(`plan.${data.plan}`)}</Badge>}
    >
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <ul className="flex flex-col gap-5">
          {data?.metrics.map(metric => (
            <li key={metric.metric}>
              <Metric metric={metric} />
            </li>
          )) ??
            [1, 2, 3, 4].map(index => (
              <li key={index}>
                <Skeleton className="h-5 w-32" />
                <Skeleton className="mt-2 h-2 w-full rounded-full" />
              </li>
            ))}
        </ul>
      )}
    </Card>
  )
}

function Metric({ metric: { metric, used, limit, resets_at } }: { metric: Usage['metrics'][number] }) {
  const { t } = useTranslation('dashboard')
  const format = useFormat()
  const say = metric === 'storage_bytes' ? format.bytes : format.number
  const label = t(`usage.${metric}`)
  if (limit == null)
    return (
      <p className="flex justify-between gap-3 text-sm">
        <span className="font-medium">{label}</span>
        <span className="tabular text-muted">{t('usage.unlimited', { used: say(used) })}</span>
      </p>
    )
  const share = limit > 0 ? used / limit : 1
  return (
    <>
      <Progress
        label={label}
        value={Math.min(used, limit)}
        max={Math.max(limit, 1)}
        valueText={t('usage.of', { used: say(used), limit: say(limit) })}
        tone={share >= 1 ? 'danger' : share >= 0.8 ? 'warn' : 'accent'}
      />
      {resets_at && (
        <p className="mt-1 text-xs text-faint">{t('usage.resets', { date: format.date(resets_at) })}</p>
      )}
    </>
  )
}
