import { createFileRoute } from '@tanstack/react-router'
import { InvitationsPage } from '@/features/team/InvitationsPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/team/invitations')({
  validateSearch: textSearch<'status' | 'page'>('status', 'page'),
  loader: strings('team'),
  component: function Page() {
    return <InvitationsPage search={Route.useSearch()} />
  },
})
