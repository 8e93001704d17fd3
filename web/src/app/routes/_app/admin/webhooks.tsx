import { createFileRoute } from '@tanstack/react-router'
import { WebhooksPage } from '@/features/admin/WebhooksPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/admin/webhooks')({
  validateSearch: textSearch<'q' | 'sort' | 'page'>('q', 'sort', 'page'),
  loader: strings('admin'),
  component: function Page() {
    return <WebhooksPage search={Route.useSearch()} />
  },
})
