import { createFileRoute } from '@tanstack/react-router'
import { VerifyEmailPage } from '@/features/auth/VerifyEmailPage'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_auth/verify-email')({
  validateSearch: textSearch('token', 'email'),
  component: function Page() {
    return <VerifyEmailPage {...Route.useSearch()} />
  },
})
