import { createFileRoute } from '@tanstack/react-router'
import { InvitationPage } from '@/features/auth/InvitationPage'
import { ensureSession, mayBeSignedIn } from '@/shared/session/session'

export const Route = createFileRoute('/_auth/invitations/$token')({
  loader: async () => ({ isSignedIn: mayBeSignedIn() && (await ensureSession().catch(() => false)) }),
  component: function Page() {
    return <InvitationPage token={Route.useParams().token} isSignedIn={Route.useLoaderData().isSignedIn} />
  },
})
