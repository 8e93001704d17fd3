import { createFileRoute } from '@tanstack/react-router'
import { IntegrationPage } from '@/features/integrations/IntegrationPage'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/integrations/$integrationId')({
  validateSearch: textSearch<'tab' | 'level' | 'page'>('tab', 'level', 'page'),
  component: function Page() {
    return <IntegrationPage id={Route.useParams().integrationId} search={Route.useSearch()} />
  },
})
