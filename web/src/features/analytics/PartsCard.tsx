import { useQuery } from '@tanstack/react-query'
import type { MetricsGroup } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { BreakdownCard } from '@/shared/metrics/BreakdownCard'
import { GROUPS } from '@/shared/metrics/groups'
import { Link } from '@/shared/ui/Link'
import { breakdownQuery, useFilters } from './api'
import type { AnalyticsSearch } from './filters'

/** What the numbers are made of; a campaign leads to its page, a platform to its numbers alone. */
export function PartsCard({ search }: { search: AnalyticsSearch }) {
  const { t } = useTranslation('analytics')
  const setSearch = useSetSearch<AnalyticsSearch>()
  const { org, filters, scope } = useFilters(search)
  const { group, measure, platforms } = filters
  const parts = useQuery(breakdownQuery(org, scope, group))
  const wayTo = ({ key }: MetricsGroup, name: React.ReactNode) => {
    if (group === 'campaign')
      return (
        <Link
          quiet
          to="/campaigns/$campaignId"
          params={{ campaignId: key }}
          search={{ period: search.period, from: search.from, to: search.to, measure: search.measure }}
        >
          {name}
        </Link>
      )
    if (group === 'platform' && platforms.length !== 1)
      return (
        <button
          type="button"
          title={t('parts.only')}
          onClick={() => setSearch({ platform: key, by: 'campaign' })}
          className="rounded-sm underline-offset-4 hover:underline"
        >
          {name}
        </button>
      )
    return name
  }
  return (
    <BreakdownCard
      parts={parts}
      measure={measure}
      groups={GROUPS}
      group={group}
      onGroup={by => setSearch({ by: by === 'platform' ? undefined : by })}
      wayTo={wayTo}
    />
  )
}
