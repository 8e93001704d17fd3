import { createFileRoute, redirect } from '@tanstack/react-router'
import { Frame } from '@/app/frame/Frame'
import { FrameSkeleton } from '@/app/frame/FrameSkeleton'
import { onboardingQuery } from '@/features/onboarding/api'
import { queryClient } from '@/shared/api/query-client'
import { contextQuery, meQuery, orgsQuery } from '@/shared/session/queries'
import { ensureSession } from '@/shared/session/session'

/** What makes sense without an organization. */
const WITHOUT_ORG = /^\/(organizations|notifications|admin(\/.*)?|settings\/(?!organization).+|settings\/?)?$/

/** A person without an organization is led to one; who would rather look around first may. */
async function leadToOrg(pathname: string) {
  const { org_id } = await queryClient.ensureQueryData(contextQuery)
  if (org_id) return
  if (pathname !== '/' && WITHOUT_ORG.test(pathname)) return
  const onboarding = await queryClient.ensureQueryData(onboardingQuery)
  const isOpen = onboarding.steps.some(({ key, status }) => key === 'organization' && status === 'open')
  if (isOpen && !onboarding.dismissed) throw redirect({ to: '/onboarding', replace: true })
  if (pathname !== '/') throw redirect({ to: '/', replace: true })
}

/** Everything behind sign-in. */
export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ location }) => {
    if (!(await ensureSession())) throw redirect({ to: '/sign-in', search: { next: location.href } })
    await leadToOrg(location.pathname)
  },
  loader: async () => {
    void queryClient.prefetchQuery(orgsQuery)
    await Promise.all([queryClient.ensureQueryData(meQuery), queryClient.ensureQueryData(contextQuery)])
  },
  component: Frame,
  pendingComponent: FrameSkeleton,
  pendingMs: 0,
})
