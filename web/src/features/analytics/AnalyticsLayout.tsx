import { Outlet } from '@tanstack/react-router'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { PageHeader } from '@/shared/ui/PageHeader'
import { RouteTabs } from '@/shared/ui/RouteTabs'
import { FilterBar } from './FilterBar'
import type { AnalyticsSearch } from './filters'

/** What all pages of it share: what the numbers are of. */
export function AnalyticsLayout({ search }: { search: AnalyticsSearch }) {
  const { t } = useTranslation('analytics')
  return (
    <>
      <PageHeader title={t('title')} description={t('lead')} />
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
