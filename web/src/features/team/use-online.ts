import { useQuery, useQueryClient } from '@tanstack/react-query'
import { amend } from '@/shared/realtime/refetch'
import { useLive } from '@/shared/realtime/use-live'
import { useOrgId } from '@/shared/session/queries'
import { presenceQuery } from './api'

/** Whether somebody has the organization open at this moment, by their user id. */
export function useIsOnline(user: string): boolean {
  return useQuery(presenceQuery(useOrgId())).data?.online.includes(user) ?? false
}

/** Keeps {@link useIsOnline} up to date: once on a page. */
export function useFollowPresence() {
  const org = useOrgId()
  const client = useQueryClient()
  useLive('presence', ({ org_id, online = [], offline = [] }) => {
    if (org_id !== org) return
    amend<{ online: string[] }>(client, presenceQuery(org).queryKey, now => ({
      online: [...new Set([...now.online.filter(user => !offline.includes(user)), ...online])],
    }))
  })
}
