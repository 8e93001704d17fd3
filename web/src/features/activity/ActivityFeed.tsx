import { useInfiniteQuery } from '@tanstack/react-query'
import { Footprints } from 'lucide-react'
import type { Activity } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useContextOrg, useMe, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Skeleton } from '@/shared/ui/Skeleton'
import { ActivityEntry } from './ActivityEntry'
import { type ActivityOf, activityQuery } from './api'
import { DayName } from './DayName'
import { groupByDay } from './group-by-day'

/** What happened, newest first, day by day; of one member or one thing when told which. */
export function ActivityFeed({ member, object }: ActivityOf) {
  const { t, language } = useTranslation('activity')
  const { t: common } = useTranslation('common')
  const query = useInfiniteQuery(activityQuery(useOrgId(), language, { member, object }))
  const org = useContextOrg()
  const me = useMe()
  const zone = org?.time_zone ?? me?.time_zone
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  const entries = data?.pages.flatMap(page => page.items) ?? []
  return (
    <Card title={member ? t('of_member') : object ? t('of_object') : undefined}>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !data ? (
        <FeedSkeleton />
      ) : entries.length === 0 ? (
        <EmptyState icon={<Footprints />} title={t('empty.title')}>
          {t(member ? 'empty.member' : object ? 'empty.object' : 'empty.body')}
        </EmptyState>
      ) : (
        <>
          <Days entries={entries} zone={zone} />
          {hasNextPage && (
            <div className="mt-6 flex justify-center">
              <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
                {common('action.load_more')}
              </Button>
            </div>
          )}
        </>
      )}
    </Card>
  )
}

function Days({ entries, zone }: { entries: Activity[]; zone: string | undefined }) {
  return (
    <div className="flex flex-col gap-7" aria-live="polite" aria-relevant="additions">
      {groupByDay(entries, zone).map(({ day, entries: ofDay }) => (
        <section key={day}>
          <DayName day={day} at={ofDay[0]?.at ?? ''} zone={zone} />
          <ol className="relative before:absolute before:inset-y-4 before:start-4.5 before:border-s before:border-line">
            {ofDay.map(entry => (
              <ActivityEntry key={entry.id} entry={entry} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  )
}

function FeedSkeleton() {
  return (
    <div className="flex flex-col gap-4" aria-busy>
      <Skeleton className="h-4 w-24" />
      {[56, 72, 48, 64, 52].map(width => (
        <div key={width} className="flex items-center gap-4">
          <Skeleton className="size-9 rounded-full" />
          <div className="flex grow flex-col gap-2">
            <Skeleton className="h-4 w-2/3" />
            <Skeleton className="h-3 w-24" />
          </div>
        </div>
      ))}
    </div>
  )
}
