import type { UseQueryResult } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import type { CampaignMetrics } from '@/shared/api/types'
import { ChartFigure, Legend } from '@/shared/charts/ChartFigure'
import { ChartTable } from '@/shared/charts/ChartTable'
import type { ChartPoint } from '@/shared/charts/LineChart'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { MEASURES, type Measure } from '@/shared/metrics/measures'
import { granularityOf, type Period } from '@/shared/metrics/period'
import { useMeasures } from '@/shared/metrics/use-measures'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Select } from '@/shared/ui/Select'
import { Skeleton } from '@/shared/ui/Skeleton'

const LineChart = lazy(() => import('@/shared/charts/LineChart'))

type Props = {
  trend: UseQueryResult<CampaignMetrics>
  period: Period
  measure: Measure
  onChoose: (measure: Measure) => void
}

const space = <Skeleton className="h-66 w-full rounded-md" />

/** One measure over time, with the period before behind it. */
export function TrendCard({ trend, period, measure, onChoose }: Props) {
  const { t } = useTranslation('campaigns')
  const measures = useMeasures()
  const { data, error, refetch, isPlaceholderData } = trend
  return (
    <Card
      title={t('trend.title')}
      actions={
        <Select
          label={t('trend.measure')}
          hideLabel
          className="w-52"
          value={measure}
          onChange={onChoose}
          options={MEASURES.map(id => ({ id, label: measures.name(id) }))}
        />
      }
    >
      <div aria-busy={!data || isPlaceholderData} className={cx(isPlaceholderData && 'opacity-55')}>
        {data ? (
          <Trend data={data} period={period} measure={measure} />
        ) : error ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : (
          space
        )}
      </div>
    </Card>
  )
}

function Trend({ data, period, measure }: { data: CampaignMetrics; period: Period; measure: Measure }) {
  const { t } = useTranslation('campaigns')
  const format = useFormat()
  const measures = useMeasures(data.currency)
  const name = measures.name(measure)
  const label = t('trend.label', { measure: name })
  const isMonths = granularityOf(period) === 'month'
  const title = (date: string) => (isMonths ? format.month(date) : format.day(date))
  const before = data.previous?.series
  const points: ChartPoint[] = data.series.map((point, index) => ({
    label: isMonths ? format.month(point.date) : format.day(point.date, { short: true }),
    title: title(point.date),
    value: point[measure],
    before: before?.[index] && { title: title(before[index].date), value: before[index][measure] },
  }))
  const write = (value: number | null | undefined) => measures.text(measure, value)
  const span = data.previous?.period
  return (
    <ChartFigure
      label={label}
      legend={
        <>
          <Legend>{format.days(data.period.start_date, data.period.end_date)}</Legend>
          {span && <Legend isDashed>{format.days(span.start_date, span.end_date)}</Legend>}
        </>
      }
      chart={
        <Suspense fallback={space}>
          <LineChart
            label={label}
            points={points}
            write={write}
            writeShort={value => measures.axis(measure, value)}
            sayPoint={({ title, value, before }) =>
              t(before ? 'trend.point_before' : 'trend.point', {
                date: title,
                value: write(value),
                before: write(before?.value),
              })
            }
          />
        </Suspense>
      }
      table={
        <ChartTable
          label={label}
          head={[t('trend.date'), name, t('trend.before')]}
          rows={points.map((point, index) => ({
            id: data.series[index]?.date ?? point.title,
            name: point.title,
            cells: [write(point.value), write(point.before?.value)],
          }))}
        />
      }
    />
  )
}
