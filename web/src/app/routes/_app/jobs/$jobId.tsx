import { createFileRoute } from '@tanstack/react-router'
import { JobPage } from '@/features/jobs/JobPage'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/jobs/$jobId')({
  loader: strings('jobs', 'shared/jobs'),
  component: function Page() {
    return <JobPage id={Route.useParams().jobId} />
  },
})
