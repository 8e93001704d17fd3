import { useQueryClient } from '@tanstack/react-query'
import type { JobStatus } from '@/shared/api/types'
import { useLive } from '@/shared/realtime/use-live'
import { jobKey } from './job-query'

/** Keeps what is shown of one's own jobs up to date: once, in the frame. */
export function useFollowJobs() {
  const client = useQueryClient()
  useLive('job:progress', ({ job_id, progress, message }) =>
    client.setQueryData<JobStatus>(
      jobKey(job_id),
      now => now && { ...now, progress, message, status: 'processing' },
    ),
  )
  useLive('job:finished', ({ job_id, org_id }) => {
    void client.invalidateQueries({ queryKey: jobKey(job_id) })
    if (org_id) void client.invalidateQueries({ queryKey: ['org', org_id, 'jobs'] })
  })
}
