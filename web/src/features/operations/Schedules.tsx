import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pause, Play } from 'lucide-react'
import { useState } from 'react'
import type { SchedulerStatus } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key } from '@/shared/i18n/words'
import { useJobWords } from '@/shared/jobs/use-job-words'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { Skeleton } from '@/shared/ui/Skeleton'
import { toast } from '@/shared/ui/toast'
import { type Schedule, schedulesQuery, startSchedules, stopSchedules } from './api'

/** What recurs, when it runs next, and the switch for all of it. */
export function Schedules({ status }: { status: SchedulerStatus | undefined }) {
  const { t } = useTranslation('operations')
  const format = useFormat()
  const [isAsking, setAsking] = useState(false)
  const start = useDeed(startSchedules)
  const stop = useDeed(stopSchedules)
  return (
    <Card
      title={t('schedules.title')}
      description={t('schedules.lead')}
      actions={
        status?.is_running && (
          <Button size="sm" onPress={() => setAsking(true)}>
            <Pause aria-hidden />
            {t('schedules.pause')}
          </Button>
        )
      }
    >
      {status?.paused_at && (
        <div className="mb-4">
          <Banner
            tone="warn"
            title={t('schedules.paused')}
            actions={
              <Button size="sm" variant="primary" isPending={start.isPending} onPress={() => start.mutate()}>
                <Play aria-hidden />
                {t('schedules.resume')}
              </Button>
            }
          >
            {t('schedules.paused_body', { date: format.dateTime(status.paused_at) })}
          </Banner>
        </div>
      )}
      {status ? (
        <ul className="divide-y divide-line">
          {status.schedules.map(schedule => (
            <Line key={schedule.name} schedule={schedule} isRunning={status.is_running} />
          ))}
        </ul>
      ) : (
        <Skeleton className="h-32 w-full" />
      )}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => stop.mutate(undefined, { onSettled: () => setAsking(false) })}
        isPending={stop.isPending}
        title={t('schedules.confirm_title')}
        confirmLabel={t('schedules.pause')}
      >
        {t('schedules.confirm_body')}
      </ConfirmDialog>
    </Card>
  )
}

function Line({
  schedule: { name, next_at, last_at },
  isRunning,
}: {
  schedule: Schedule
  isRunning: boolean
}) {
  const { t } = useTranslation('operations')
  const format = useFormat()
  const words = useJobWords()
  const key = `schedule.${name}`
  const label = t(key as Key<'operations'>)
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5 py-2.5">
      <span className="font-medium">{label === key ? words.kind(name) : label}</span>
      <span className="tabular text-sm">
        {isRunning && (
          <>
            <span className="text-muted">{t('schedules.next')}</span>{' '}
            <time dateTime={next_at}>{format.dateTime(next_at)}</time>
          </>
        )}
      </span>
      <span className="tabular basis-full text-sm text-muted">
        {t('schedules.last')}{' '}
        {last_at ? <time dateTime={last_at}>{format.dateTime(last_at)}</time> : t('schedules.never')}
      </span>
    </li>
  )
}

function useDeed(deed: () => Promise<SchedulerStatus>) {
  const client = useQueryClient()
  const errorText = useErrorText()
  return useMutation({
    mutationFn: deed,
    onSuccess: status => client.setQueryData(schedulesQuery.queryKey, status),
    onError: error => toast('danger', errorText(error)),
  })
}
