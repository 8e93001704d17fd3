import { createFileRoute } from '@tanstack/react-router'
import { WebhookPage } from '@/features/webhooks/WebhookPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/integrations/webhooks/$webhookId')({
  validateSearch: textSearch<'state' | 'page'>('state', 'page'),
  loader: strings('webhooks', 'shared/access'),
  component: function Page() {
    return <WebhookPage id={Route.useParams().webhookId} search={Route.useSearch()} />
  },
})
