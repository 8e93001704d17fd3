import { createFileRoute } from '@tanstack/react-router'
import { ComparePage } from '@/features/analytics/ComparePage'

export const Route = createFileRoute('/_app/analytics/compare')({
  component: function Page() {
    return <ComparePage search={Route.useSearch()} />
  },
})
