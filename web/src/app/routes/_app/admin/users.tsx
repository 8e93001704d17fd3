import { createFileRoute } from '@tanstack/react-router'
import { UsersPage } from '@/features/admin/UsersPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/admin/users')({
  validateSearch: textSearch<'q' | 'sort' | 'page'>('q', 'sort', 'page'),
  loader: strings('admin'),
  component: function Page() {
    return <UsersPage search={Route.useSearch()} />
  },
})
