import { createFileRoute, redirect } from '@tanstack/react-router'
import { Frame } from '@/app/frame/Frame'
import { FrameSkeleton } from '@/app/frame/FrameSkeleton'
import { queryClient } from '@/shared/api/query-client'
import { contextQuery, meQuery, orgsQuery } from '@/shared/session/queries'
import { ensureSession } from '@/shared/session/session'

/** Everything behind sign-in. */
export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ location }) => {
    if (!(await ensureSession())) throw redirect({ to: '/sign-in', search: { next: location.href } })
  },
  loader: async () => {
    void queryClient.prefetchQuery(orgsQuery)
    await Promise.all([queryClient.ensureQueryData(meQuery), queryClient.ensureQueryData(contextQuery)])
  },
  component: Frame,
  pendingComponent: FrameSkeleton,
  pendingMs: 0,
})
