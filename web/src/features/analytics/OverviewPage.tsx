import { useQuery } from '@tanstack/react-query'
import type { AnalyticsOverview } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { MeasureCards } from '@/shared/metrics/MeasureCards'
import { MeasureSelect } from '@/shared/metrics/MeasureSelect'
import type { Measure } from '@/shared/metrics/measures'
import { TrendCard } from '@/shared/metrics/TrendCard'
import { overviewQuery, useFilters } from './api'
import { FunnelCard } from './FunnelCard'
import { type AnalyticsSearch, isFiltered } from './filters'
import { NoNumbers } from './NoNumbers'
import { PartsCard } from './PartsCard'
import { StepSelect } from './StepSelect'

const asItIs = (all: AnalyticsOverview) => all
const alone = (all: AnalyticsOverview): AnalyticsOverview => ({ ...all, previous: undefined })

export function OverviewPage({ search }: { search: AnalyticsSearch }) {
  const { t } = useTranslation('analytics')
  const setSearch = useSetSearch<AnalyticsSearch>()
  const { org, filters, scope, hasHours } = useFilters(search)
  const { measure, step, isCompared } = filters
  const overview = useQuery({
    ...overviewQuery(org, scope, step),
    select: isCompared ? asItIs : alone,
  })
  const choose = (next: Measure) => setSearch({ measure: next === 'spend' ? undefined : next })
  if (overview.data && isNothing(overview.data)) return <NoNumbers isFiltered={isFiltered(filters)} />
  return (
    <div className="flex flex-col gap-6">
      <section aria-label={t('measures')}>
        <MeasureCards trend={overview} measure={measure} onChoose={choose} />
      </section>
      <TrendCard
        trend={overview}
        step={step}
        measure={measure}
        actions={
          <div className="flex flex-wrap gap-2">
            <StepSelect step={step} hasHours={hasHours} onChoose={next => setSearch({ step: next })} />
            <MeasureSelect measure={measure} onChoose={choose} />
          </div>
        }
      />
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
        <PartsCard search={search} />
        <FunnelCard search={search} />
      </div>
    </div>
  )
}

const isNothing = ({ impressions, clicks, spend, other_currencies, previous }: AnalyticsOverview) =>
  impressions + clicks + spend === 0 && other_currencies.length === 0 && !previous?.metrics.impressions
