import { createFileRoute } from '@tanstack/react-router'
import { ResetPasswordPage } from '@/features/auth/ResetPasswordPage'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_auth/reset-password')({
  validateSearch: textSearch('token'),
  component: function Page() {
    return <ResetPasswordPage {...Route.useSearch()} />
  },
})
