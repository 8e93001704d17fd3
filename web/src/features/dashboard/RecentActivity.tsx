import { useQuery } from '@tanstack/react-query'
import { Bot, Building2, History, KeyRound, Mail, PlugZap, Users } from 'lucide-react'
import type { Activity } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ButtonLink } from '@/shared/ui/Link'
import { Skeleton } from '@/shared/ui/Skeleton'
import { activityQuery } from './api'

const ICONS = {
  org: Building2,
  member: Users,
  invitation: Mail,
  api_key: KeyRound,
  oauth_app: PlugZap,
  oauth_grant: PlugZap,
  job: Bot,
}

/** What happened lately, newest first. */
export function RecentActivity({ org }: { org: string }) {
  const { t } = useTranslation('dashboard')
  const can = useCan()
  const { data, error, refetch } = useQuery(activityQuery(org))
  return (
    <Card
      title={t('activity.title')}
      actions={
        data?.items.length ? (
          <ButtonLink to="/activity" size="sm" variant="ghost" className="-me-3">
            {t('activity.all')}
          </ButtonLink>
        ) : undefined
      }
    >
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : data?.items.length === 0 ? (
        <EmptyState
          icon={<History />}
          title={t('activity.empty_title')}
          action={
            can('members.invite') && (
              <ButtonLink to="/onboarding" search={{ step: 'team' }} size="sm">
                {t('action.invite')}
              </ButtonLink>
            )
          }
        >
          {t('activity.empty')}
        </EmptyState>
      ) : (
        <ol className="relative flex flex-col gap-5 before:absolute before:inset-y-3 before:start-4 before:w-px before:bg-line">
          {data?.items.map(item => <Event key={item.id} item={item} />) ??
            [1, 2, 3, 4, 5].map(index => <EventSkeleton key={index} />)}
        </ol>
      )}
    </Card>
  )
}

function Event({ item }: { item: Activity }) {
  const format = useFormat()
  const Icon = ICONS[item.object.kind as keyof typeof ICONS] ?? History
  return (
    <li className="relative flex gap-3.5">
      <span className="grid size-8 shrink-0 place-items-center rounded-full border border-line bg-raised text-muted">
        <Icon aria-hidden className="size-4" />
      </span>
      <div className="min-w-0 pt-1">
        <p>{item.summary}</p>
        <p className="text-sm text-muted">
          <time dateTime={item.at} title={format.dateTime(item.at)}>
            {format.ago(item.at)}
          </time>
        </p>
      </div>
    </li>
  )
}

const EventSkeleton = () => (
  <li className="relative flex gap-3.5">
    <Skeleton className="size-8 shrink-0 rounded-full" />
    <div className="grow pt-1">
      <Skeleton className="h-4 w-4/5" />
      <Skeleton className="mt-2.5 h-4 w-32" />
    </div>
  </li>
)
