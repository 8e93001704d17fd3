import { createFileRoute } from '@tanstack/react-router'
import { OrgsPage } from '@/features/admin/OrgsPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/admin/organizations')({
  validateSearch: textSearch<'q' | 'plan' | 'sort' | 'page'>('q', 'plan', 'sort', 'page'),
  loader: strings('admin'),
  component: function Page() {
    return <OrgsPage search={Route.useSearch()} />
  },
})
