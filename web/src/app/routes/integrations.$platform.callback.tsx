import { createFileRoute, notFound, redirect } from '@tanstack/react-router'
import { CallbackPage } from '@/features/integrations/CallbackPage'
import { ANSWER, begunHere, keepAnswer } from '@/features/integrations/journey'
import { queryClient } from '@/shared/api/query-client'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'
import { isPlatform } from '@/shared/platforms/platforms'
import { contextQuery, meQuery } from '@/shared/session/queries'
import { ensureSession } from '@/shared/session/session'

/** Platforms send people here: members, and those who came by a reconnect link and have no account. */
export const Route = createFileRoute('/integrations/$platform/callback')({
  validateSearch: textSearch(...ANSWER),
  beforeLoad: async ({ location, params: { platform }, search }) => {
    if (!isPlatform(platform)) throw notFound()
    const isMember = begunHere().link === undefined
    if (isMember && !(await ensureSession()))
      throw redirect({ to: '/sign-in', search: { next: location.href }, replace: true })
    if (Object.keys(search).length > 0) {
      keepAnswer(search)
      throw redirect({
        to: '/integrations/$platform/callback',
        params: { platform },
        search: {},
        replace: true,
      })
    }
    return { isMember }
  },
  loader: async ({ context: { isMember } }) => {
    await Promise.all([
      strings('integrations', 'shared/platforms')(),
      ...(isMember ? [queryClient.ensureQueryData(meQuery), queryClient.ensureQueryData(contextQuery)] : []),
    ])
  },
  component: function Page() {
    const { platform } = Route.useParams()
    return isPlatform(platform) ? <CallbackPage platform={platform} /> : null
  },
})
