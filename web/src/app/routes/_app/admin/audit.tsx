import { createFileRoute } from '@tanstack/react-router'
import { AuditLog } from '@/features/audit/AuditLog'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/admin/audit')({
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
    return <AuditLog source="instance" search={Route.useSearch()} />
  },
})
