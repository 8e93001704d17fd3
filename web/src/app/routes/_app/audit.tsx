import { createFileRoute } from '@tanstack/react-router'
import { AuditPage } from '@/features/audit/AuditPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/audit')({
  validateSearch: textSearch<'action' | 'actor_id' | 'object_kind' | 'object_id' | 'from' | 'to'>(
    'action',
    'actor_id',
    'object_kind',
    'object_id',
    'from',
    'to',
  ),
  loader: strings('audit'),
  component: function Page() {
    return <AuditPage search={Route.useSearch()} />
  },
})
