import { createFileRoute } from '@tanstack/react-router'
import { SetupPage } from '@/features/auth/SetupPage'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_auth/setup')({
  validateSearch: textSearch('token'),
  component: function Page() {
    return <SetupPage {...Route.useSearch()} />
  },
})
