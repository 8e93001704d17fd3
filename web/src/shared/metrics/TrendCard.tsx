import { lazy, Suspense } from 'react'
import type { MetricsTrend } from '@/shared/api/types'
import { ChartFigure, Legend } from '@/shared/charts/ChartFigure'
import { NoteMark } from '@/shared/charts/ChartNotes'
import { ChartTable } from '@/shared/charts/ChartTable'
import type { ChartPoint } from '@/shared/charts/LineChart'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import { type Asked, QueryBody } from '@/shared/ui/QueryBody'
import { Skeleton } from '@/shared/ui/Skeleton'
import type { Measure } from './measures'
import { type Note, notesAt } from './notes'
import type { Step } from './period'
import { useMeasures } from './use-measures'
import { useSpans } from './use-spans'

const LineChart = lazy(() => import('@/shared/charts/LineChart'))

type Props = {
  trend: Asked<MetricsTrend>
  /** How long each point of it lasts. */
  step: Step
  measure: Measure
  /** What chooses the measure, and the like. */
  actions?: React.ReactNode
  /** What happened in these days. */
  notes?: Note[]
  className?: string
}

const NONE: Note[] = []
const space = <Skeleton className="h-66 w-full rounded-md" />

/** One measure over time, with the period before behind it. */
export function TrendCard({ trend, step, measure, actions, notes, className }: Props) {
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
        {data => <Trend data={data} step={step} measure={measure} notes={notes ?? NONE} />}
      </QueryBody>
    </Card>
  )
}

type TrendProps = { data: MetricsTrend; step: Step; measure: Measure; notes: Note[] }

function Trend({ data, step, measure, notes }: TrendProps) {
  const { t } = useTranslation('shared/metrics')
  const format = useFormat()
  const measures = useMeasures(data.currency)
  const name = measures.name(measure)
  const label = t('trend.label', { measure: name })
  const spans = useSpans(step)
  const before = data.previous?.series
  const noted = notesAt(
    data.series.map(({ date }) => date),
    data.period,
    notes,
  )
  const hasNotes = noted.some(found => found.length > 0)
  const points: ChartPoint[] = data.series.map((point, index) => ({
    label: spans.label(point),
    title: spans.title(point),
    value: point[measure],
    before: before?.[index] && { title: spans.title(before[index]), value: before[index][measure] },
    notes: noted[index]?.map(({ text }) => text),
  }))
  const write = (value: number | null | undefined) => measures.text(measure, value)
  const say = ({ title, value, before, notes }: ChartPoint) => {
    const point = t(before ? 'trend.point_before' : 'trend.point', {
      date: title,
      value: write(value),
      before: write(before?.value),
    })
    return notes?.length ? t('trend.point_noted', { point, notes: notes.join(' ') }) : point
  }
  const span = data.previous?.period
  return (
    <ChartFigure
      label={label}
      legend={
        <>
          <Legend>{format.days(data.period.start_date, data.period.end_date)}</Legend>
          {hasNotes && (
            <span className="flex items-center gap-2">
              <NoteMark />
              {t('trend.changes')}
            </span>
          )}
          {step === 'hour' && <span>{t('trend.hours')}</span>}
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
            sayPoint={say}
          />
        </Suspense>
      }
      table={
        <ChartTable
          label={label}
          head={[
            t('trend.date'),
            name,
            ...(span ? [t('trend.before')] : []),
            ...(hasNotes ? [t('trend.changes')] : []),
          ]}
          rows={points.map((point, index) => ({
            id: `${data.series[index]?.date} ${data.series[index]?.hour}`,
            name: point.title,
            cells: [
              write(point.value),
              ...(span ? [write(point.before?.value)] : []),
              ...(hasNotes ? [point.notes?.join('\n') ?? ''] : []),
            ],
          }))}
        />
      }
    />
  )
}
