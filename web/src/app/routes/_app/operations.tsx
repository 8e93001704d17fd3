import { createFileRoute } from '@tanstack/react-router'
import { OperationsPage } from '@/features/operations/OperationsPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/operations')({
  validateSearch: textSearch<'period'>('period'),
  loader: strings('operations', 'shared/jobs'),
  component: function Page() {
    return <OperationsPage period={Route.useSearch().period === 'day' ? 'day' : 'hour'} />
  },
})
