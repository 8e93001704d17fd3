import { useQuery } from '@tanstack/react-query'
import { Bell } from 'lucide-react'
import { lazy } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { notificationsQuery } from './notifications-query'
import { PanelTrigger } from './PanelTrigger'

const load = () => import('./NotificationsPanel')
const NotificationsPanel = lazy(load)

export function Notifications() {
  const { t } = useTranslation('common')
  const unread = useQuery(notificationsQuery).data?.unread ?? 0
  return (
    <PanelTrigger
      label={unread ? t('notifications.unread', { count: unread }) : t('notifications.title')}
      popup="dialog"
      panel={NotificationsPanel}
      preload={load}
      className="relative grid size-control shrink-0 place-items-center rounded-md text-muted transition-colors hover:bg-ink/6 hover:text-ink"
    >
      <Bell aria-hidden className="size-5" />
      {unread > 0 && (
        <span
          aria-hidden
          className="absolute end-2 top-2 size-2.5 rounded-full border-2 border-bg bg-accent"
        />
      )}
    </PanelTrigger>
  )
}
