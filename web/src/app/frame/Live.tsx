import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { CloudOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { notificationPath } from '@/shared/lib/notification-path'
import { goLive, goSilent, useIsAway } from '@/shared/realtime/connection'
import { gathered } from '@/shared/realtime/gathered'
import { holdsNumbers } from '@/shared/realtime/numbers'
import { refetch } from '@/shared/realtime/refetch'
import { useLive } from '@/shared/realtime/use-live'
import { contextQuery, meQuery, orgsQuery, useOrgId } from '@/shared/session/queries'
import { toast } from '@/shared/ui/toast'
import { notificationsQuery } from './notifications-query'

/** While nothing comes by itself, what is shown is fetched this often. */
const POLL = 30_000
/** A sync stores account after account, and each is told: one look for all of them. */
const SETTLED = 5000
/** A break shorter than this is none of anybody's business. */
const QUIET = 8000

/** Keeps what is shown up to date, and says so when it cannot. */
export function Live() {
  const { t } = useTranslation('common')
  const client = useQueryClient()
  const router = useRouter()
  const org = useOrgId()
  const away = useIsAway()
  const [shown, setShown] = useState(false)

  useEffect(() => {
    const start = () =>
      goLive(org, () => {
        const { pathname, search } = location
        location.assign(`/sign-in?${new URLSearchParams({ reason: 'ended', next: pathname + search })}`)
      })
    // The page first.
    const timer = setTimeout(start, 1000)
    return () => clearTimeout(timer)
  }, [org])

  useEffect(() => goSilent, [])

  useEffect(() => {
    if (!away) return
    const tell = setTimeout(() => setShown(true), QUIET)
    const poll = setInterval(() => document.hidden || void refetch(client), POLL)
    return () => {
      clearTimeout(tell)
      clearInterval(poll)
      setShown(false)
    }
  }, [away, client])

  useLive('resync', () => void refetch(client))
  useLive('left', () => void refetch(client))
  useLive('org:changed', ({ org_id, kind }) => {
    void refetch(client, { queryKey: ['org', org_id] })
    for (const { queryKey } of [contextQuery, orgsQuery]) void refetch(client, { queryKey })
    if (kind.startsWith('member.')) void refetch(client, { queryKey: meQuery.queryKey })
  })
  const [numbersOf] = useState(() =>
    gathered<string>(SETTLED, ids => {
      // Of whichever organization is open by then: the others' are stale, and asked for when they are shown.
      const { org_id } = client.getQueryData(contextQuery.queryKey) ?? {}
      if (org_id) void refetch(client, { predicate: ({ queryKey }) => holdsNumbers(queryKey, org_id, ids) })
    }),
  )
  useEffect(() => numbersOf.forget, [numbersOf])
  useLive('metrics:updated', ({ campaign_ids }) => numbersOf.add(campaign_ids))
  useLive('notification', notification => {
    void refetch(client, notificationsQuery)
    const path = notificationPath(notification)
    toast(
      'info',
      notification.title,
      path ? { label: t('notifications.open'), run: () => router.history.push(path) } : undefined,
    )
  })

  return (
    <span role="status" className="shrink-0">
      {shown && (
        <span
          title={t('away.why')}
          className="flex items-center gap-1.5 rounded-full border border-line px-2 py-1 text-xs text-muted"
        >
          <CloudOff aria-hidden className="size-3.5" />
          <span className="sr-only lg:not-sr-only">{t('away.title')}</span>
        </span>
      )}
    </span>
  )
}
