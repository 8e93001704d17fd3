import { queryOptions } from '@tanstack/react-query'
import { api, call, callPage, ifMatch } from '@/shared/api/client'
import type { SetSpendLimit, SpendLimit } from '@/shared/api/types'
import { spendingKey } from '@/shared/spending/api'
import { isUnderWay } from './standing'

/** As many as wait at once, and as many of those that were decided. */
const MOST_OPEN = 100
const DECIDED = 5

const of = (org: string) => ({ path: { org_id: org } })

export const spendingQuery = (org: string) =>
  queryOptions({
    queryKey: [...spendingKey(org), 'itself'],
    queryFn: ({ signal }) => call(api.GET('/api/orgs/{org_id}/spending', { params: of(org), signal })),
    // Platforms answer one by one, within seconds.
    refetchInterval: ({ state: { data, dataUpdatedAt } }) =>
      data?.stopped && isUnderWay(data.stopped, dataUpdatedAt) ? 2000 : false,
  })

export const openApprovalsQuery = (org: string) =>
  queryOptions({
    queryKey: [...spendingKey(org), 'approvals', 'open'],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/spending/approvals', {
          params: { ...of(org), query: { state: ['open'], limit: MOST_OPEN } },
          signal,
        }),
      ),
  })

/** Those that were decided last. */
export const decidedApprovalsQuery = (org: string) =>
  queryOptions({
    queryKey: [...spendingKey(org), 'approvals', 'decided'],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/spending/approvals', {
          params: {
            ...of(org),
            query: { state: ['approved', 'rejected', 'withdrawn'], sort: ['-decided_at'], limit: DECIDED },
          },
          signal,
        }),
      ),
  })

export const stopSpending = (org: string, note: string) =>
  call(api.POST('/api/orgs/{org_id}/spending/stop', { params: of(org), body: { note } }))

export const releaseSpending = (org: string, resume: boolean) =>
  call(api.POST('/api/orgs/{org_id}/spending/release', { params: of(org), body: { resume } }))

/** Of a currency that had none before, the version is 0: what somebody else set meanwhile is not overwritten. */
const at = (org: string, currency: string, version = 0) => ({
  path: { org_id: org, currency },
  header: ifMatch(version),
})

export const setLimit = (
  org: string,
  currency: string,
  version: number | undefined,
  body: SetSpendLimit,
): Promise<SpendLimit> =>
  call(api.PUT('/api/orgs/{org_id}/spending/limits/{currency}', { params: at(org, currency, version), body }))

export const removeLimit = (org: string, { currency, version }: SpendLimit) =>
  call(api.DELETE('/api/orgs/{org_id}/spending/limits/{currency}', { params: at(org, currency, version) }))
