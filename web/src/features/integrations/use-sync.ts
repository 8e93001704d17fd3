import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Integration } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { integrationsKey } from '@/shared/platforms/query'
import { refetch } from '@/shared/realtime/refetch'
import { useLive } from '@/shared/realtime/use-live'
import { useOrgId } from '@/shared/session/queries'
import { toast } from '@/shared/ui/toast'
import { integrationQuery, startSync } from './api'

/** The newest sync as it goes on, and starting one. Asking while one goes on is the same sync. */
export function useSync({ id, sync }: Integration) {
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const { queryKey } = integrationQuery(org, id)
  useLive('job:progress', ({ job_id, progress }) => {
    if (job_id !== sync?.job_id) return
    client.setQueryData(queryKey, now => {
      const isLate = !now?.sync || now.sync.finished_at || now.sync.job_id !== job_id
      return isLate ? now : { ...now, sync: { ...now.sync, status: 'running', progress } as typeof now.sync }
    })
  })
  useLive('job:finished', ({ job_id }) => {
    if (job_id === sync?.job_id) void refetch(client, { queryKey: integrationsKey(org) })
  })
  return useMutation({
    mutationFn: () => startSync(org, id),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: integrationsKey(org) }),
  })
}
