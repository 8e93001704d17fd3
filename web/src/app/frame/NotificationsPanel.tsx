import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { BellRing } from 'lucide-react'
import { api, call } from '@/shared/api/client'
import type { Notification } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { notificationPath } from '@/shared/lib/notification-path'
import { Button } from '@/shared/ui/Button'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ButtonLink } from '@/shared/ui/Link'
import { notificationsQuery } from './notifications-query'
import { Panel } from './Panel'
import type { PanelProps } from './PanelTrigger'

export default function NotificationsPanel(props: PanelProps) {
  const { t } = useTranslation('common')
  const { data } = useQuery(notificationsQuery)
  return (
    <Panel {...props} label={t('notifications.title')} className="w-96 max-w-[calc(100vw-1rem)]">
      <List items={data?.items ?? []} unread={data?.unread ?? 0} onClose={props.onClose} />
    </Panel>
  )
}

type ListProps = { items: Notification[]; unread: number; onClose: () => void }

function List({ items, unread, onClose }: ListProps) {
  const { t } = useTranslation('common')
  const format = useFormat()
  const router = useRouter()
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries(notificationsQuery)
  const readAll = useMutation({
    mutationFn: () => call(api.POST('/api/notifications/read-all')),
    onSuccess: refresh,
  })
  const read = useMutation({
    mutationFn: (id: string) => call(api.POST('/api/notifications/{id}/read', { params: { path: { id } } })),
    onSuccess: refresh,
  })
  const open = (item: Notification) => {
    const path = notificationPath(item)
    if (!item.read) read.mutate(item.id)
    if (path) {
      onClose()
      router.history.push(path)
    }
  }
  if (items.length === 0)
    return (
      <EmptyState icon={<BellRing />} title={t('notifications.empty_title')}>
        {t('notifications.empty')}
      </EmptyState>
    )
  return (
    <>
      <div className="flex h-13 items-center justify-between gap-3 border-b border-line ps-4 pe-2">
        <h2 className="font-semibold">{t('notifications.title')}</h2>
        {unread > 0 && (
          <Button size="sm" variant="ghost" isPending={readAll.isPending} onPress={() => readAll.mutate()}>
            {t('notifications.read_all')}
          </Button>
        )}
      </div>
      <ul className="max-h-[min(28rem,70dvh)] divide-y divide-line overflow-y-auto">
        {items.map(item => (
          <li key={item.id}>
            <button
              type="button"
              onClick={() => open(item)}
              className="flex w-full gap-3 px-4 py-3 text-start hover:bg-ink/4 focus-visible:-outline-offset-2"
            >
              <span
                aria-hidden
                className={cx(
                  'mt-2 size-2 shrink-0 rounded-full',
                  item.read ? 'bg-transparent' : 'bg-accent',
                )}
              />
              <span className="min-w-0 grow">
                <span className="block font-medium">{item.title}</span>
                <span className="block text-sm text-muted">{item.body}</span>
                <time
                  dateTime={item.created_at}
                  title={format.dateTime(item.created_at)}
                  className="text-xs text-faint"
                >
                  {format.ago(item.created_at)}
                </time>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className="border-t border-line p-1.5">
        <ButtonLink to="/notifications" variant="ghost" onClick={onClose} className="w-full">
          {t('notifications.all')}
        </ButtonLink>
      </div>
    </>
  )
}
