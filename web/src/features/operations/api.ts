import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, call } from '@/shared/api/client'
import type { Figures, InstallationDetails, JobsHealth, SchedulerStatus } from '@/shared/api/types'

export type Period = 'hour' | 'day'
export type Slice = InstallationDetails['series'][number]
export type Worker = NonNullable<JobsHealth['workers']>[number]
export type Schedule = SchedulerStatus['schedules'][number]

const KEY = ['operations'] as const

export const figuresQuery = (period: Period) =>
  queryOptions({
    queryKey: [...KEY, 'figures', period],
    queryFn: ({ signal }): Promise<Figures> =>
      call(api.GET('/api/metrics', { params: { query: { period } }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  })

export const workersQuery = queryOptions({
  queryKey: [...KEY, 'workers'],
  queryFn: ({ signal }): Promise<JobsHealth> => call(api.GET('/api/jobs/health', { signal })),
  staleTime: 0,
  retry: false,
})

export const schedulesQuery = queryOptions({
  queryKey: [...KEY, 'schedules'],
  queryFn: ({ signal }): Promise<SchedulerStatus> => call(api.GET('/api/jobs/scheduler/status', { signal })),
  staleTime: 0,
  retry: false,
})

export const startSchedules = (): Promise<SchedulerStatus> => call(api.POST('/api/jobs/scheduler/start'))

export const stopSchedules = (): Promise<SchedulerStatus> => call(api.POST('/api/jobs/scheduler/stop'))
