import { useQuery } from '@tanstack/react-query'
import { Scale } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { QueryBody } from '@/shared/ui/QueryBody'
import { Skeleton } from '@/shared/ui/Skeleton'
import { comparisonQuery, useCampaignChoices, useFilters } from './api'
import { CompareTable } from './CompareTable'
import { CompareTrend } from './CompareTrend'
import { firstFew, LEAST, MOST } from './comparison'
import { type AnalyticsSearch, joined } from './filters'

/** Two to ten campaigns side by side. */
export function ComparePage({ search }: { search: AnalyticsSearch }) {
  const { filters } = useFilters(search)
  return filters.campaigns.length < LEAST ? (
    <ChooseFirst has={filters.campaigns.length} />
  ) : (
    <Comparison search={search} />
  )
}

function ChooseFirst({ has }: { has: number }) {
  const { t } = useTranslation('analytics')
  const setSearch = useSetSearch<AnalyticsSearch>()
  const few = firstFew(useCampaignChoices() ?? [])
  return (
    <Card>
      <EmptyState
        icon={<Scale />}
        title={t(has === 0 ? 'compare.choose' : 'compare.one_more')}
        action={
          few.length >= LEAST && (
            <Button variant="primary" onPress={() => setSearch({ campaigns: joined(few) })}>
              {t('compare.top', { count: few.length })}
            </Button>
          )
        }
      >
        {t('compare.choose_body')}
      </EmptyState>
    </Card>
  )
}

function Comparison({ search }: { search: AnalyticsSearch }) {
  const { t } = useTranslation('analytics')
  const setSearch = useSetSearch<AnalyticsSearch>()
  const { org, period, filters, hasHours } = useFilters(search)
  const scope = {
    ...period,
    platform: joined(filters.platforms),
    campaign_ids: joined(filters.campaigns.slice(0, MOST)),
  }
  const comparison = useQuery(comparisonQuery(org, scope, filters.step))
  if (comparison.error && !comparison.data)
    return (
      <Card>
        <ErrorState
          error={comparison.error}
          onRetry={() => void comparison.refetch()}
          action={<Button onPress={() => setSearch({ campaigns: undefined })}>{t('compare.others')}</Button>}
        />
      </Card>
    )
  return (
    <div className="flex flex-col gap-6">
      {filters.campaigns.length > MOST && (
        <Banner tone="warn" title={t('compare.over_most', { count: MOST })} />
      )}
      <CompareTrend
        comparison={comparison}
        measure={filters.measure}
        step={filters.step}
        hasHours={hasHours}
      />
      <Card flush title={t('compare.table')} description={t('compare.lead')}>
        <QueryBody query={comparison} skeleton={<Skeleton className="mx-6 mb-6 h-96 rounded-md" />}>
          {data => <CompareTable comparison={data} />}
        </QueryBody>
      </Card>
    </div>
  )
}
