import { createFileRoute } from '@tanstack/react-router'
import { WebhooksPage } from '@/features/webhooks/WebhooksPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/integrations/webhooks/')({
  validateSearch: textSearch<'page'>('page'),
  loader: strings('webhooks', 'shared/access'),
  component: function Page() {
    return <WebhooksPage page={Route.useSearch().page} />
  },
})
