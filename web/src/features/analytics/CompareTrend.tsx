import { Coins } from 'lucide-react'
import { lazy, Suspense } from 'react'
import type { AnalyticsComparison } from '@/shared/api/types'
import { ChartFigure } from '@/shared/charts/ChartFigure'
import { ChartTable } from '@/shared/charts/ChartTable'
import { SeriesMark } from '@/shared/charts/SeriesMark'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { MeasureSelect } from '@/shared/metrics/MeasureSelect'
import type { Measure } from '@/shared/metrics/measures'
import type { Step } from '@/shared/metrics/period'
import { useMeasures } from '@/shared/metrics/use-measures'
import { useSpans } from '@/shared/metrics/use-spans'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { type Asked, QueryBody } from '@/shared/ui/QueryBody'
import { Skeleton } from '@/shared/ui/Skeleton'
import { canShareAxis } from './comparison'
import type { AnalyticsSearch } from './filters'
import { StepSelect } from './StepSelect'

const SeriesChart = lazy(() => import('@/shared/charts/SeriesChart'))
const space = <Skeleton className="h-66 w-full rounded-md" />

type Props = { comparison: Asked<AnalyticsComparison>; measure: Measure; step: Step; hasHours: boolean }

/** One measure of all of them over time. */
export function CompareTrend({ comparison, measure, step, hasHours }: Props) {
  const { t } = useTranslation('analytics')
  const setSearch = useSetSearch<AnalyticsSearch>()
  return (
    <Card
      title={t('compare.trend')}
      actions={
        <div className="flex flex-wrap gap-2">
          <StepSelect step={step} hasHours={hasHours} onChoose={next => setSearch({ step: next })} />
          <MeasureSelect
            measure={measure}
            onChoose={next => setSearch({ measure: next === 'spend' ? undefined : next })}
          />
        </div>
      }
    >
      <QueryBody query={comparison} skeleton={space}>
        {data =>
          canShareAxis(data.campaigns, measure) ? (
            <Lines data={data} measure={measure} step={step} />
          ) : (
            <EmptyState icon={<Coins />} title={t('compare.currencies')}>
              {t('compare.currencies_body')}
            </EmptyState>
          )
        }
      </QueryBody>
    </Card>
  )
}

type LinesProps = { data: AnalyticsComparison; measure: Measure; step: Step }

function Lines({ data: { campaigns }, measure, step }: LinesProps) {
  const { t } = useTranslation('analytics')
  const { t: metrics } = useTranslation('shared/metrics')
  const format = useFormat()
  const measures = useMeasures(campaigns[0]?.currency)
  const label = t('compare.label', { measure: measures.name(measure) })
  const points = campaigns[0]?.series ?? []
  const { label: labelOf, title } = useSpans(step)
  const spans = points.map(point => ({ label: labelOf(point), title: title(point) }))
  const series = campaigns.map(({ id, name, series }) => ({
    id,
    name,
    values: series.map(point => point[measure]),
  }))
  const write = (value: number | null | undefined) => measures.text(measure, value)
  return (
    <ChartFigure
      label={label}
      legend={series.map(({ id, name }, index) => (
        <span key={id} className="flex min-w-0 items-center gap-2">
          <SeriesMark index={index} />
          <bdi className="truncate">{name}</bdi>
        </span>
      ))}
      chart={
        <Suspense fallback={space}>
          <SeriesChart
            label={label}
            spans={spans}
            series={series}
            write={write}
            writeShort={value => measures.axis(measure, value)}
            saySpan={index =>
              t('compare.point', {
                date: spans[index]?.title ?? '',
                values: format.list(
                  series.map(({ name, values }) => t('compare.value', { name, value: write(values[index]) })),
                ),
              })
            }
          />
        </Suspense>
      }
      table={
        <ChartTable
          label={label}
          head={[metrics('trend.date'), ...series.map(({ name }) => name)]}
          rows={points.map(({ date, hour }, index) => ({
            id: `${date} ${hour}`,
            name: spans[index]?.title,
            cells: series.map(({ values }) => write(values[index])),
          }))}
        />
      }
    />
  )
}
