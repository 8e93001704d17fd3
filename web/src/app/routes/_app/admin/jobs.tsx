import { createFileRoute } from '@tanstack/react-router'
import { AdminJobsPage } from '@/features/jobs/AdminJobsPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/admin/jobs')({
  validateSearch: textSearch<'status' | 'kind' | 'page'>('status', 'kind', 'page'),
  loader: strings('jobs', 'shared/jobs'),
  component: function Page() {
    return <AdminJobsPage search={Route.useSearch()} />
  },
})
