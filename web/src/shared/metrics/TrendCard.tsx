import { lazy, Suspense } from 'react'
import type { MetricsTrend } from '@/shared/api/types'
import { ChartFigure, Legend } from '@/shared/charts/ChartFigure'
import { ChartTable } from '@/shared/charts/ChartTable'
import type { ChartPoint } from '@/shared/charts/LineChart'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import { type Asked, QueryBody } from '@/shared/ui/QueryBody'
import { Skeleton } from '@/shared/ui/Skeleton'
import type { Measure } from './measures'
import type { Step } from './period'
import { useMeasures } from './use-measures'

const LineChart = lazy(() => import('@/shared/charts/LineChart'))

type Props = {
  trend: Asked<MetricsTrend>
  /** How long each point of it lasts. */
  step: Step
  measure: Measure
  /** What chooses the measure, and the like. */
  actions?: React.ReactNode
  className?: string
}

const space = <Skeleton className="h-66 w-full rounded-md" />

/** One measure over time, with the period before behind it. */
export function TrendCard({ trend, step, measure, actions, className }: Props) {
  const { t } = useTranslation('shared/metrics')
  const measures = useMeasures()
  return (
    <Card
      title={t('trend.title')}
      description={actions ? undefined : measures.name(measure)}
      actions={actions}
      className={className}
    >
      <QueryBody query={trend} skeleton={space}>
        {data => <Trend data={data} step={step} measure={measure} />}
      </QueryBody>
    </Card>
  )
}

function Trend({ data, step, measure }: { data: MetricsTrend; step: Step; measure: Measure }) {
  const { t } = useTranslation('shared/metrics')
  const format = useFormat()
  const measures = useMeasures(data.currency)
  const name = measures.name(measure)
  const label = t('trend.label', { measure: name })
  const isMonths = step === 'month'
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
          head={span ? [t('trend.date'), name, t('trend.before')] : [t('trend.date'), name]}
          rows={points.map((point, index) => ({
            id: data.series[index]?.date ?? point.title,
            name: point.title,
            cells: span ? [write(point.value), write(point.before?.value)] : [write(point.value)],
          }))}
        />
      }
    />
  )
}
