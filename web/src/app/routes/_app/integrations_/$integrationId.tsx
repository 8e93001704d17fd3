import { createFileRoute } from '@tanstack/react-router'
import { IntegrationPage } from '@/features/integrations/IntegrationPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/integrations_/$integrationId')({
  validateSearch: textSearch<'tab' | 'level' | 'state' | 'page'>('tab', 'level', 'state', 'page'),
  loader: strings('integrations', 'shared/platforms'),
  component: function Page() {
    return <IntegrationPage id={Route.useParams().integrationId} search={Route.useSearch()} />
  },
})
