import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useIsLive } from '@/shared/realtime/connection'
import { refetch } from '@/shared/realtime/refetch'
import { useLive } from '@/shared/realtime/use-live'
import { useMe } from '@/shared/session/queries'
import { jobQuery, underWay } from './job-query'

/** A piece of work as it goes on: its asker is told by the connection, everybody else asks. */
export function useJob(id: string) {
  const client = useQueryClient()
  const me = useMe()
  const isLive = useIsLive()
  const options = jobQuery(id, isLive ? me?.id : undefined)
  const { queryKey } = options
  useLive('job:progress', ({ job_id, progress }) => {
    if (job_id === id) client.setQueryData(queryKey, now => now && underWay(now, progress))
  })
  useLive('job:finished', ({ job_id }) => {
    if (job_id === id) void refetch(client, { queryKey })
  })
  return useQuery(options)
}
