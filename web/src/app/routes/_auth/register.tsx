import { createFileRoute } from '@tanstack/react-router'
import { RegisterPage } from '@/features/auth/RegisterPage'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_auth/register')({
  validateSearch: textSearch('next'),
  component: function Page() {
    return <RegisterPage {...Route.useSearch()} />
  },
})
