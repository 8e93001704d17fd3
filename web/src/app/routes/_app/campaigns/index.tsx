import { createFileRoute } from '@tanstack/react-router'
import { CampaignsPage } from '@/features/campaigns/CampaignsPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/campaigns/')({
  validateSearch: textSearch<
    | 'q'
    | 'status'
    | 'platform'
    | 'objective'
    | 'persona'
    | 'team'
    | 'tag'
    | 'sort'
    | 'page'
    | 'period'
    | 'from'
    | 'to'
    | 'view'
  >(
    'q',
    'status',
    'platform',
    'objective',
    'persona',
    'team',
    'tag',
    'sort',
    'page',
    'period',
    'from',
    'to',
    'view',
  ),
  loader: strings(
    'campaigns',
    'shared/campaigns',
    'shared/metrics',
    'shared/platforms',
    'shared/spending',
    'shared/views',
  ),
  component: function Page() {
    return <CampaignsPage search={Route.useSearch()} />
  },
})
