import { createFileRoute } from '@tanstack/react-router'
import { NotificationsPage } from '@/features/notifications/NotificationsPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/notifications')({
  validateSearch: textSearch('page'),
  loader: strings('notifications'),
  component: function Page() {
    return <NotificationsPage {...Route.useSearch()} />
  },
})
