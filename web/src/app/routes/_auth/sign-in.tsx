import { createFileRoute, redirect } from '@tanstack/react-router'
import { SignInPage } from '@/features/auth/SignInPage'
import { safePath } from '@/shared/lib/safe-path'
import { textSearch } from '@/shared/lib/text-search'
import { ensureSession, mayBeSignedIn } from '@/shared/session/session'

export const Route = createFileRoute('/_auth/sign-in')({
  validateSearch: textSearch<'next' | 'reason'>('next', 'reason'),
  beforeLoad: async ({ search }) => {
    const signedIn = mayBeSignedIn() && (await ensureSession().catch(() => false))
    if (signedIn) throw redirect({ href: safePath(search.next), replace: true })
  },
  component: function Page() {
    return <SignInPage {...Route.useSearch()} />
  },
})
