import type { Notification } from '@/shared/api/types'

/** What comes, by name: `docs/realtime.md`. */
export type Events = {
  notification: Notification
  'org:changed': { org_id: string; kind: string; object_id: string | null }
  'job:progress': {
    job_id: string
    org_id: string | null
    kind: string
    progress: number
    message: string | null
  }
  'job:finished': { job_id: string; org_id: string | null; kind: string; status: string }
  /** Numbers of these campaigns were stored. */
  'metrics:updated': { campaign_ids: string[] }
  presence: { org_id: string; online?: string[]; offline?: string[] }
  /** Out of a room: the membership ended. */
  left: { room: string; code: string }
  /** Something may have been missed: fetch anew what is shown. */
  resync: object
}
