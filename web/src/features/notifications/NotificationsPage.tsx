import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { BellRing, CheckCheck, Settings2 } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ButtonLink } from '@/shared/ui/Link'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Pagination } from '@/shared/ui/Pagination'
import { Skeleton } from '@/shared/ui/Skeleton'
import { notificationsPageQuery, useMarkRead } from './api'
import { NotificationDays } from './NotificationDays'

export function NotificationsPage({ page: asked }: { page?: string }) {
  const { t } = useTranslation('notifications')
  const { t: common } = useTranslation('common')
  const navigate = useNavigate()
  const page = Math.max(Number.parseInt(asked ?? '1', 10) || 1, 1)
  const { data, error, refetch } = useQuery(notificationsPageQuery(page))
  const mark = useMarkRead()
  const unread = data?.unread ?? 0
  const settings = (
    <ButtonLink to="/settings/notifications">
      <Settings2 aria-hidden />
      {t('settings')}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader
        title={common('notifications.title')}
        description={data && common('notifications.unread', { count: unread })}
        actions={
          <>
            {settings}
            <Button
              isDisabled={unread === 0}
              isPending={mark.isPending && !mark.variables}
              onPress={() => mark.mutate(undefined)}
            >
              <CheckCheck aria-hidden />
              {common('notifications.read_all')}
            </Button>
          </>
        }
      />
      <Card flush className="overflow-hidden">
        <div className="-mt-4">
          {error && !data ? (
            <ErrorState error={error} onRetry={refetch} />
          ) : data?.items.length === 0 ? (
            <EmptyState icon={<BellRing />} title={common('notifications.empty_title')}>
              {common('notifications.empty')}
            </EmptyState>
          ) : data ? (
            <NotificationDays items={data.items} onRead={mark.mutate} />
          ) : (
            <ListSkeleton />
          )}
        </div>
        {data && data.pages > 1 && (
          <Pagination
            page={page}
            pages={data.pages}
            total={data.total}
            onPage={next => void navigate({ to: '/notifications', search: { page: String(next) } })}
          />
        )}
      </Card>
    </>
  )
}

const ListSkeleton = () => (
  <ul aria-busy="true" className="divide-y divide-line">
    {[1, 2, 3, 4, 5].map(index => (
      <li key={index} className="px-5 py-4 ps-11 sm:px-6 sm:ps-12">
        <Skeleton className="h-4 w-48" />
        <Skeleton className="mt-2.5 h-4 w-80 max-w-full" />
        <Skeleton className="mt-2.5 h-3 w-20" />
      </li>
    ))}
  </ul>
)
