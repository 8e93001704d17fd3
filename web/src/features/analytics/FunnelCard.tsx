import { useQuery } from '@tanstack/react-query'
import { ArrowDown } from 'lucide-react'
import type { FunnelStage } from '@/shared/api/types'
import { ChartFigure } from '@/shared/charts/ChartFigure'
import { ChartTable } from '@/shared/charts/ChartTable'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { UNKNOWN, useMeasures } from '@/shared/metrics/use-measures'
import { Card } from '@/shared/ui/Card'
import { QueryBody } from '@/shared/ui/QueryBody'
import { Skeleton } from '@/shared/ui/Skeleton'
import { funnelQuery, useFilters } from './api'
import type { AnalyticsSearch } from './filters'
import { widthsOf } from './funnel'

/** From being seen to an outcome, with what is lost on the way. */
export function FunnelCard({ search }: { search: AnalyticsSearch }) {
  const { t } = useTranslation('analytics')
  const { org, scope } = useFilters(search)
  const funnel = useQuery(funnelQuery(org, scope))
  return (
    <Card title={t('funnel.title')} description={t('funnel.lead')}>
      <QueryBody query={funnel} skeleton={<Skeleton className="h-66 w-full rounded-md" />}>
        {data => <Funnel stages={data.stages} />}
      </QueryBody>
    </Card>
  )
}

function Funnel({ stages }: { stages: FunnelStage[] }) {
  const { t } = useTranslation('analytics')
  const format = useFormat()
  const measures = useMeasures()
  const widths = widthsOf(stages.map(({ count }) => count))
  const percent = (value: number | null) => (value == null ? UNKNOWN : format.percent(value))
  const label = t('funnel.title')
  return (
    <ChartFigure
      label={label}
      legend={t('funnel.scale')}
      chart={
        <ol aria-label={label} className="flex flex-col">
          {stages.map(({ stage, measure, count, rate, drop_off }, index) => (
            <li key={stage}>
              {rate != null && (
                <p className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 py-2.5 text-sm">
                  <ArrowDown aria-hidden className="size-4 text-faint" />
                  <span className="font-medium">{t('funnel.rate', { percent: percent(rate) })}</span>
                  <span className="text-muted">{t('funnel.drop', { percent: percent(drop_off) })}</span>
                </p>
              )}
              {rate == null && index > 0 && <p className="py-2.5" />}
              <div className="flex items-baseline justify-between gap-4">
                <span>
                  <span className="font-medium">{t(`funnel.${stage}`)}</span>{' '}
                  <span className="text-sm text-muted">{measures.name(measure)}</span>
                </span>
                <span className="tabular text-lg font-semibold">{measures.text(measure, count)}</span>
              </div>
              <div aria-hidden className="mt-1.5 flex h-9 justify-center overflow-hidden rounded-md bg-ink/5">
                <div
                  className="h-full rounded-md bg-accent transition-[width] duration-500 ease-out"
                  style={{ width: `${widths[index]}%`, opacity: 1 - index * 0.2 }}
                />
              </div>
            </li>
          ))}
        </ol>
      }
      table={
        <ChartTable
          label={label}
          head={[t('funnel.step'), t('funnel.count'), t('funnel.went_on'), t('funnel.dropped')]}
          rows={stages.map(({ stage, measure, count, rate, drop_off }) => ({
            id: stage,
            name: t('funnel.row', { stage: t(`funnel.${stage}`), measure: measures.name(measure) }),
            cells: [measures.text(measure, count), percent(rate), percent(drop_off)],
          }))}
        />
      }
    />
  )
}
