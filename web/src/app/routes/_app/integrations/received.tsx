import { createFileRoute } from '@tanstack/react-router'
import { ReceivedPage } from '@/features/integrations/ReceivedPage'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/integrations/received')({
  validateSearch: textSearch<'platform' | 'state' | 'page'>('platform', 'state', 'page'),
  component: function Page() {
    return <ReceivedPage search={Route.useSearch()} />
  },
})
