import { queryOptions } from '@tanstack/react-query'
import { api, call } from '@/shared/api/client'

const ENDED = ['completed', 'failed', 'cancelled']

/** A piece of work in the background; asks again until it has ended: seldom while its news come by themselves. */
export const jobQuery = (id: string, isLive: boolean) =>
  queryOptions({
    queryKey: ['job', id],
    queryFn: ({ signal }) => call(api.GET('/api/jobs/{id}', { params: { path: { id } }, signal })),
    enabled: id !== '',
    refetchInterval: ({ state }) =>
      state.data && ENDED.includes(state.data.status) ? false : isLive ? 15_000 : 2000,
  })
