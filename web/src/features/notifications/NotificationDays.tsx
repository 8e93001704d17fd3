import { useRouter } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import type { Notification } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { notificationPath } from '@/shared/lib/notification-path'
import { TipButton } from '@/shared/ui/TipButton'

type Props = { items: Notification[]; onRead: (id: string) => void }

/** The list by days, as the reader's clock has them. */
export function NotificationDays({ items, onRead }: Props) {
  const { t } = useTranslation('notifications')
  const format = useFormat()
  const [today, yesterday] = [0, 1].map(days => format.date(new Date(Date.now() - days * 86_400_000)))
  const days = new Map<string, Notification[]>()
  for (const item of items) {
    const day = format.date(item.created_at)
    days.set(day, [...(days.get(day) ?? []), item])
  }
  return [...days].map(([day, list]) => (
    <section key={day} aria-label={day}>
      <h2 className="border-b border-line bg-sunken px-5 py-2 text-sm font-medium text-muted not-first:border-t sm:px-6">
        {day === today ? t('today') : day === yesterday ? t('yesterday') : day}
      </h2>
      <ul className="divide-y divide-line">
        {list.map(item => (
          <Row key={item.id} item={item} onRead={onRead} />
        ))}
      </ul>
    </section>
  ))
}

function Row({ item, onRead }: { item: Notification; onRead: (id: string) => void }) {
  const { t } = useTranslation('notifications')
  const format = useFormat()
  const router = useRouter()
  const path = notificationPath(item)
  const open = () => {
    if (!item.read) onRead(item.id)
    if (path) router.history.push(path)
  }
  return (
    <li
      className={cx(
        'relative flex items-start gap-3 px-5 py-3.5 sm:px-6',
        !item.read && 'bg-accent-soft/35',
        path && 'transition-colors hover:bg-ink/4',
      )}
    >
      <span
        aria-hidden
        className={cx('mt-2 size-2.5 shrink-0 rounded-full', item.read ? 'bg-transparent' : 'bg-accent')}
      />
      <div className="min-w-0 grow">
        <p className={item.read ? 'font-medium' : 'font-semibold'}>
          {!item.read && <span className="sr-only">{`${t('unread')}: `}</span>}
          {path ? (
            <button type="button" onClick={open} className="text-start after:absolute after:inset-0">
              {item.title}
            </button>
          ) : (
            item.title
          )}
        </p>
        <p className="text-muted">{item.body}</p>
        <time
          dateTime={item.created_at}
          title={format.dateTime(item.created_at)}
          className="text-sm text-muted"
        >
          {format.ago(item.created_at)}
        </time>
      </div>
      {!item.read && (
        <span className="relative z-1">
          <TipButton label={t('read', { title: item.title })} onPress={() => onRead(item.id)}>
            <Check />
          </TipButton>
        </span>
      )}
    </li>
  )
}
