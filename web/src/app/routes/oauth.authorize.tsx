import { createFileRoute, redirect } from '@tanstack/react-router'
import { CONSENT_PARAMETERS } from '@/features/consent/api'
import { ConsentPage } from '@/features/consent/ConsentPage'
import { queryClient } from '@/shared/api/query-client'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'
import { contextQuery, meQuery } from '@/shared/session/queries'
import { ensureSession } from '@/shared/session/session'

const parameters = textSearch(...CONSENT_PARAMETERS)

/** Other programs send people here; the address is theirs and comes from outside. */
export const Route = createFileRoute('/oauth/authorize')({
  validateSearch: parameters,
  beforeLoad: async ({ location }) => {
    if (!(await ensureSession())) throw redirect({ to: '/sign-in', search: { next: location.href } })
  },
  loader: () =>
    Promise.all([
      strings('consent', 'shared/access')(),
      queryClient.ensureQueryData(meQuery),
      queryClient.ensureQueryData(contextQuery),
    ]),
  component: function Page() {
    return <ConsentPage request={parameters(Route.useSearch())} />
  },
})
