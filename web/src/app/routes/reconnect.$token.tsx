import { createFileRoute } from '@tanstack/react-router'
import { ReconnectPage } from '@/features/integrations/ReconnectPage'
import { strings } from '@/shared/i18n/i18n'

/** Opened from a link that somebody was sent: needs no account. */
export const Route = createFileRoute('/reconnect/$token')({
  loader: strings('integrations', 'shared/platforms'),
  component: function Page() {
    return <ReconnectPage token={Route.useParams().token} />
  },
})
