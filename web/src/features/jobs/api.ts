import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, call, callPage, callWithMessage, several } from '@/shared/api/client'
import { isLive } from '@/shared/jobs/JobBadge'

export type JobSearch = { status?: string; kind?: string; whose?: string; page?: string }

/** While something runs whose news do not come by themselves, its progress is asked for. */
const UNTOLD = 2000
const TOLD = 15_000
const QUIET = 30_000

/** Kinds of work that organizations have, for the filter. */
export const KINDS = [
  'org.export',
  'org.delete',
  'mail.send',
  'sync.integration',
  'tokens.refresh',
  'campaign.push',
] as const
export const STATES = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const

export const jobsKey = (org: string) => ['org', org, 'jobs'] as const

/** The organization's work, or one's own in every organization. `toldTo`: whose work tells its progress by itself. */
export const jobsQuery = (
  org: string,
  isOwn: boolean,
  { status, kind, page }: JobSearch,
  toldTo: string | undefined,
) =>
  queryOptions({
    queryKey: [...jobsKey(org), { isOwn, status, kind, page }],
    queryFn: ({ signal }) => {
      const query = { status: several(status), kind: several(kind), page: Number(page) || 1 }
      return callPage(
        isOwn
          ? api.GET('/api/jobs/user', { params: { query }, signal })
          : api.GET('/api/orgs/{org_id}/jobs', { params: { path: { org_id: org }, query }, signal }),
      )
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => {
      const live = state.data?.items.filter(job => isLive(job.status)) ?? []
      if (live.length === 0) return QUIET
      return live.every(job => job.created_by === toldTo) ? TOLD : UNTOLD
    },
  })

export const cancelJob = (id: string) =>
  callWithMessage(api.DELETE('/api/jobs/{id}', { params: { path: { id } } }))

export const retryJob = (id: string) =>
  callWithMessage(api.POST('/api/jobs/{id}/retry', { params: { path: { id } } }))

export const adminJobsKey = ['admin', 'jobs'] as const

export const adminJobsQuery = ({ status, kind, page }: JobSearch) =>
  queryOptions({
    queryKey: [...adminJobsKey, 'list', { status, kind, page }],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/admin/jobs', {
          params: { query: { status: several(status), kind: several(kind), page: Number(page) || 1 } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 5000,
  })

export const jobKindsQuery = queryOptions({
  queryKey: [...adminJobsKey, 'kinds'],
  queryFn: ({ signal }) => call(api.GET('/api/admin/jobs/kinds', { signal })),
  refetchInterval: 5000,
})

export const retryAnyJob = (id: string) =>
  callWithMessage(api.POST('/api/admin/jobs/{id}/retry', { params: { path: { id } } }))
