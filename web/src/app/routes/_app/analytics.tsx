import { createFileRoute } from '@tanstack/react-router'
import { AnalyticsLayout } from '@/features/analytics/AnalyticsLayout'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/analytics')({
  validateSearch: textSearch<
    'period' | 'from' | 'to' | 'compare' | 'platform' | 'campaigns' | 'measure' | 'by' | 'step' | 'view'
  >('period', 'from', 'to', 'compare', 'platform', 'campaigns', 'measure', 'by', 'step', 'view'),
  loader: strings(
    'analytics',
    'shared/campaigns',
    'shared/charts',
    'shared/metrics',
    'shared/platforms',
    'shared/views',
  ),
  component: function Layout() {
    return <AnalyticsLayout search={Route.useSearch()} />
  },
})
