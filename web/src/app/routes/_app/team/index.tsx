import { createFileRoute } from '@tanstack/react-router'
import { MembersPage } from '@/features/team/MembersPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/team/')({
  validateSearch: textSearch<'q' | 'role' | 'status' | 'sort' | 'page' | 'invite'>(
    'q',
    'role',
    'status',
    'sort',
    'page',
    'invite',
  ),
  loader: strings('team', 'shared/platforms'),
  component: function Page() {
    return <MembersPage search={Route.useSearch()} />
  },
})
