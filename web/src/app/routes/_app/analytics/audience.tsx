import { createFileRoute } from '@tanstack/react-router'
import { AudiencePage } from '@/features/analytics/AudiencePage'

export const Route = createFileRoute('/_app/analytics/audience')({
  component: function Page() {
    return <AudiencePage search={Route.useSearch()} />
  },
})
