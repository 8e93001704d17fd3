import { createFileRoute } from '@tanstack/react-router'
import { JobsPage } from '@/features/jobs/JobsPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/jobs/')({
  validateSearch: textSearch<'status' | 'kind' | 'whose' | 'page'>('status', 'kind', 'whose', 'page'),
  loader: strings('jobs', 'shared/jobs'),
  component: function Page() {
    return <JobsPage search={Route.useSearch()} />
  },
})
