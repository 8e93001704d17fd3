import { createFileRoute } from '@tanstack/react-router'
import { ForgotPasswordPage } from '@/features/auth/ForgotPasswordPage'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_auth/forgot-password')({
  validateSearch: textSearch('email'),
  component: function Page() {
    return <ForgotPasswordPage {...Route.useSearch()} />
  },
})
