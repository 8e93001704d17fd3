import { queryOptions } from '@tanstack/react-query'
import { api, call } from '@/shared/api/client'
import type { Job } from '@/shared/api/types'

const ENDED = ['completed', 'failed', 'cancelled']

export const jobKey = (id: string) => ['job', id] as const

/** A job at this progress, unless it is known to have ended: news may come late. */
export const underWay = <Known extends Pick<Job, 'status' | 'progress'>>(
  job: Known,
  progress: number,
): Known => (ENDED.includes(job.status) ? job : { ...job, progress, status: 'processing' })

/** A piece of work in the background; asks again until it has ended: seldom where its news come by themselves, to its asker. */
export const jobQuery = (id: string, toldTo?: string) =>
  queryOptions({
    queryKey: jobKey(id),
    queryFn: ({ signal }) => call(api.GET('/api/jobs/{id}', { params: { path: { id } }, signal })),
    enabled: id !== '',
    refetchInterval: ({ state: { data } }) => {
      if (data && ENDED.includes(data.status)) return false
      return toldTo && data?.created_by === toldTo ? 15_000 : 2000
    },
  })
