import { createFileRoute } from '@tanstack/react-router'
import { OverviewPage } from '@/features/analytics/OverviewPage'

export const Route = createFileRoute('/_app/analytics/')({
  component: function Page() {
    return <OverviewPage search={Route.useSearch()} />
  },
})
