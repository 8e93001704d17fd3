import { queryOptions } from '@tanstack/react-query'
import { api, call } from '@/shared/api/client'

const ENDED = ['completed', 'failed', 'cancelled']

export const jobKey = (id: string) => ['job', id] as const

/** A piece of work in the background; asks again until it has ended: seldom where its news come by themselves. */
export const jobQuery = (id: string, isTold: boolean) =>
  queryOptions({
    queryKey: jobKey(id),
    queryFn: ({ signal }) => call(api.GET('/api/jobs/{id}', { params: { path: { id } }, signal })),
    enabled: id !== '',
    refetchInterval: ({ state }) =>
      state.data && ENDED.includes(state.data.status) ? false : isTold ? 15_000 : 2000,
  })
