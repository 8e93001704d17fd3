import type { CampaignStats } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Measure } from '@/shared/metrics/measures'
import { OtherMoney } from '@/shared/metrics/OtherMoney'
import { useMeasures } from '@/shared/metrics/use-measures'
import { Skeleton } from '@/shared/ui/Skeleton'

const SHOWN: Measure[] = ['spend', 'impressions', 'clicks', 'conversions', 'roas']

type Props = { stats: CampaignStats | undefined; children: React.ReactNode }

/** What all campaigns come to in the period, which `children` choose. */
export function Totals({ stats, children }: Props) {
  const { t } = useTranslation('campaigns')
  const measures = useMeasures(stats?.currency)
  return (
    <section aria-label={t('totals.label')} className="mb-6">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-lg">{t('totals.title')}</h2>
        {children}
      </div>
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line shadow-card sm:grid-cols-3 lg:grid-cols-5">
        {SHOWN.map(measure => (
          <div
            key={measure}
            className="bg-surface px-5 py-4 max-lg:last:col-span-full sm:max-lg:last:col-span-2"
          >
            <dt className="text-sm text-muted">{measures.name(measure)}</dt>
            <dd className="mt-1 text-xl font-semibold">
              {stats ? (
                <span className="tabular" title={measures.text(measure, stats.metrics[measure])}>
                  {measures.short(measure, stats.metrics[measure])}
                </span>
              ) : (
                <Skeleton className="my-1 h-6 w-24" />
              )}
            </dd>
          </div>
        ))}
      </dl>
      <OtherMoney amounts={stats?.metrics.other_currencies ?? []} />
    </section>
  )
}
