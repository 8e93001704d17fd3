import type { Figures } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { Card } from '@/shared/ui/Card'
import { FilterPills } from '@/shared/ui/FilterPills'
import type { Period, Slice } from './api'
import { TrafficChart } from './TrafficChart'

type Props = { figures: Figures; series: Slice[]; period: Period }

/** Requests, how many succeeded and how fast, over the last hour or day. */
export function Traffic({ figures, series, period }: Props) {
  const { t } = useTranslation('operations')
  const setSearch = useSetSearch<{ period?: string }>()
  return (
    <Card
      title={t('stat.title')}
      actions={
        <FilterPills
          label={t('period.label')}
          value={period}
          onChange={next => setSearch({ period: next === 'hour' ? undefined : next })}
          options={[
            { id: 'hour', label: t('period.hour') },
            { id: 'day', label: t('period.day') },
          ]}
        />
      }
    >
      <Stats figures={figures} />
      <TrafficChart series={series} period={period} />
    </Card>
  )
}

function Stats({ figures }: { figures: Figures }) {
  const { t } = useTranslation('operations')
  const format = useFormat()
  const ms = (value: number | undefined) =>
    value === undefined ? '–' : t('ms', { ms: format.number(value) })
  const stats: [string, string, string?][] = [
    [t('stat.requests'), format.number(figures.requests)],
    [
      t('stat.success'),
      figures.success_rate == null ? '–' : format.percent(figures.success_rate),
      figures.requests > 0 ? t('stat.failed', { count: figures.failed }) : t('stat.none'),
    ],
    [t('stat.p50'), ms(figures.latency?.p50_ms)],
    [t('stat.p95'), ms(figures.latency?.p95_ms)],
    [t('stat.p99'), ms(figures.latency?.p99_ms)],
  ]
  return (
    <dl className="mb-6 grid grid-cols-2 gap-x-6 gap-y-5 sm:grid-cols-3 lg:grid-cols-5">
      {stats.map(([name, value, note]) => (
        <div key={name}>
          <dt className="text-sm text-muted">{name}</dt>
          <dd className="tabular mt-0.5 text-2xl font-semibold">{value}</dd>
          {note && <dd className="text-sm text-muted">{note}</dd>}
        </div>
      ))}
    </dl>
  )
}
