import { ChartNoAxesColumn } from 'lucide-react'
import type { AnalyticsOverview } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { MeasureCards } from '@/shared/metrics/MeasureCards'
import { isMeasure, type Measure } from '@/shared/metrics/measures'
import { TrendCard } from '@/shared/metrics/TrendCard'
import { useCan } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { FilterPills } from '@/shared/ui/FilterPills'
import { ButtonLink } from '@/shared/ui/Link'
import { BudgetsCard } from './BudgetsCard'
import { OrgsCard } from './OrgsCard'
import { PlatformsCard } from './PlatformsCard'
import { StatusCard } from './StatusCard'
import { TopCampaigns } from './TopCampaigns'
import { DAYS, daysFrom, searchOf, useNumbers, useRunning } from './use-numbers'

export type DashboardSearch = { days?: string; measure?: string }

const WIDE = 'grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]'

/** How the campaigns do. Without any it is nothing: the checklist says what comes first. */
export function Numbers({ org, search }: { org: string; search: DashboardSearch }) {
  const numbers = useNumbers(org, daysFrom(search.days))
  const { standing, overview } = numbers
  if (overview.error && !standing)
    return (
      <Card>
        <ErrorState error={overview.error} onRetry={overview.refetch} />
      </Card>
    )
  if (!standing || standing.total === 0) return null
  return (
    <Some org={org} search={search} numbers={numbers}>
      <StatusCard standing={standing} />
    </Some>
  )
}

type SomeProps = {
  org: string
  search: DashboardSearch
  numbers: ReturnType<typeof useNumbers>
  children: React.ReactNode
}

function Some({ org, search, numbers: { period, week, overview }, children }: SomeProps) {
  const { t } = useTranslation('dashboard')
  const setSearch = useSetSearch<DashboardSearch>()
  const days = daysFrom(search.days)
  const running = useRunning(org, week)
  const measure: Measure = isMeasure(search.measure) ? search.measure : 'spend'
  const choose = (next: Measure) => setSearch({ measure: next === 'spend' ? undefined : next })
  const isEmpty = overview.data !== undefined && !hasNumbers(overview.data)
  return (
    <section aria-label={t('numbers.title')} className="flex flex-col gap-6">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <h2 className="text-lg">{t('numbers.title')}</h2>
        <FilterPills
          label={t('days.label')}
          value={days}
          onChange={next => setSearch({ days: next === '7' ? undefined : next })}
          options={DAYS.map(id => ({ id, label: t(`days.${id}`) }))}
        />
        <ButtonLink to="/analytics" search={searchOf(period)} size="sm" variant="ghost" className="ms-auto">
          {t('numbers.all')}
        </ButtonLink>
      </div>
      {isEmpty ? (
        <div className={WIDE}>
          <NoNumbers />
          {children}
        </div>
      ) : (
        <>
          <MeasureCards trend={overview} measure={measure} onChoose={choose} />
          <div className={WIDE}>
            <TrendCard trend={overview} step="day" measure={measure} />
            {children}
          </div>
          <div className={WIDE}>
            <TopCampaigns overview={overview} period={period} />
            <PlatformsCard overview={overview} measure={measure} />
          </div>
        </>
      )}
      <div className="grid grid-cols-1 items-start gap-6 empty:hidden lg:auto-cols-fr lg:grid-cols-none lg:grid-flow-col">
        <BudgetsCard running={running} week={week} />
        <OrgsCard />
      </div>
    </section>
  )
}

/** Whether anything was counted, in these days or in those before. */
const hasNumbers = ({ impressions, spend, other_currencies, previous }: AnalyticsOverview) =>
  impressions > 0 ||
  spend > 0 ||
  other_currencies.length > 0 ||
  (previous !== undefined && previous.metrics.impressions > 0)

function NoNumbers() {
  const { t } = useTranslation('dashboard')
  const can = useCan()
  return (
    <Card>
      <EmptyState
        icon={<ChartNoAxesColumn />}
        title={t('numbers.none')}
        action={
          can('integrations.manage') && <ButtonLink to="/integrations">{t('numbers.connect')}</ButtonLink>
        }
      >
        {t('numbers.none_body')}
      </EmptyState>
    </Card>
  )
}
