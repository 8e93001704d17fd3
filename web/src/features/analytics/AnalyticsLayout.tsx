import { Outlet, useLocation } from '@tanstack/react-router'
import { useTranslation } from '@/shared/i18n/use-translation'
import { ExportMenu } from '@/shared/metrics/ExportMenu'
import { Guard } from '@/shared/session/Guard'
import { useCan } from '@/shared/session/queries'
import { PageHeader } from '@/shared/ui/PageHeader'
import { RouteTabs } from '@/shared/ui/RouteTabs'
import { useFilters } from './api'
import { LEAST, MOST } from './comparison'
import { FilterBar } from './FilterBar'
import { type AnalyticsSearch, joined, reportsAt } from './filters'

/** What all pages of it share: what the numbers are of. */
export function AnalyticsLayout({ search }: { search: AnalyticsSearch }) {
  const { t } = useTranslation('analytics')
  const can = useCan()
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('lead')}
        actions={can('analytics.read') && <Export search={search} />}
      />
      <Guard need="analytics.read">
        <RouteTabs
          label={t('title')}
          keepsSearch
          tabs={[
            { to: '/analytics', label: t('tab.overview'), exact: true },
            { to: '/analytics/audience', label: t('tab.audience') },
            { to: '/analytics/compare', label: t('tab.compare') },
          ]}
        />
        <FilterBar search={search} />
        <Outlet />
      </Guard>
    </>
  )
}

function Export({ search }: { search: AnalyticsSearch }) {
  const { pathname } = useLocation()
  const { filters, scope } = useFilters(search)
  const isComparison = pathname.endsWith('/compare')
  // Until there is something to compare there is nothing to export.
  if (isComparison && filters.campaigns.length < LEAST) return null
  const shown = isComparison ? { ...scope, campaign_ids: joined(filters.campaigns.slice(0, MOST)) } : scope
  return <ExportMenu reports={[...reportsAt(pathname, shown, filters)]} />
}
