import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { Banner } from '@/shared/ui/Banner'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Skeleton } from '@/shared/ui/Skeleton'
import { figuresQuery, type Period, schedulesQuery, workersQuery } from './api'
import { Errors } from './Errors'
import { Parts } from './Parts'
import { Queues } from './Queues'
import { RefreshBar } from './RefreshBar'
import { Schedules } from './Schedules'
import { Summary } from './Summary'
import { Traffic } from './Traffic'
import { Workers } from './Workers'

/** How often everything on the page is asked for anew. */
const EVERY = 5000

export function OperationsPage({ period }: { period: Period }) {
  const { t } = useTranslation('operations')
  return (
    <>
      <PageHeader title={t('title')} description={t('lead')} />
      <Guard need="instance">
        <Operations period={period} />
      </Guard>
    </>
  )
}

function Operations({ period }: { period: Period }) {
  const { t } = useTranslation('operations')
  const errorText = useErrorText()
  const [isPaused, setPaused] = useState(false)
  const pace = { refetchInterval: isPaused ? (false as const) : EVERY }
  const figures = useQuery({ ...figuresQuery(period), ...pace })
  const workers = useQuery({ ...workersQuery, ...pace })
  const schedules = useQuery({ ...schedulesQuery, ...pace })
  const all = [figures, workers, schedules]
  const refresh = () => {
    for (const query of all) void query.refetch()
  }
  const { data, error } = figures
  const lost = all.find(query => query.error)?.error
  return (
    <div className="flex flex-col gap-6">
      <RefreshBar
        at={figures.dataUpdatedAt}
        isBusy={all.some(query => query.isFetching)}
        isPaused={isPaused}
        onPause={() => setPaused(!isPaused)}
        onRefresh={refresh}
      />
      {lost && data && (
        <Banner tone="danger" title={t('lost')}>
          {errorText(lost)}
        </Banner>
      )}
      {error && !data ? (
        <Card>
          <ErrorState error={error} onRetry={refresh} />
        </Card>
      ) : data?.details ? (
        <>
          <Summary figures={data} details={data.details} />
          <Traffic figures={data} series={data.details.series} period={period} />
          <Parts details={data.details} />
          <Queues queues={data.details.queues} />
          <div className="grid items-start gap-6 xl:grid-cols-2">
            <Schedules status={schedules.data} />
            <Workers workers={workers.data?.workers ?? undefined} />
          </div>
          <Errors details={data.details} />
        </>
      ) : (
        [1, 2, 3].map(index => <Skeleton key={index} className="h-40 w-full rounded-lg" />)
      )}
    </div>
  )
}
