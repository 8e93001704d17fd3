import { createFileRoute } from '@tanstack/react-router'
import { PersonasPage } from '@/features/campaigns/personas/PersonasPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/personas')({
  validateSearch: textSearch<'q' | 'sort' | 'page'>('q', 'sort', 'page'),
  loader: strings('campaigns', 'shared/metrics'),
  component: function Page() {
    return <PersonasPage search={Route.useSearch()} />
  },
})
