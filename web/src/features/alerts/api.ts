import { queryOptions } from '@tanstack/react-query'
import { api, call, callPage, ifMatch } from '@/shared/api/client'
import { queryClient } from '@/shared/api/query-client'
import type { Alert, AlertRule } from '@/shared/api/types'
import { contextQuery } from '@/shared/session/queries'

/** More at once would be noise: the rest comes up as these are answered. */
const SHOWN = 20
const MOST_RULES = 100
const CHOICES = 100

export const alertsKey = (org: string) => ['org', org, 'alerts'] as const
export const rulesKey = (org: string) => ['org', org, 'alert-rules'] as const

/** What is open, newest first; of one campaign or of all. */
export const alertsQuery = (org: string, campaign?: string) =>
  queryOptions({
    queryKey: [...alertsKey(org), campaign ?? 'all'],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/alerts', {
          params: {
            path: { org_id: org },
            query: { status: ['open'], limit: SHOWN, campaign_id: campaign ? [campaign] : undefined },
          },
          signal,
        }),
      ),
  })

/** Ahead of the page: late, they would push it down. */
export async function askAlerts() {
  const { org_id, permissions } = await queryClient.ensureQueryData(contextQuery)
  if (org_id && permissions.includes('analytics.read')) await queryClient.ensureQueryData(alertsQuery(org_id))
}

export const dismissAlert = (org: string, { id }: Alert) =>
  call(
    api.POST('/api/orgs/{org_id}/alerts/{id}/dismiss', {
      params: { path: { org_id: org, id } },
    }),
  )

export const rulesQuery = (org: string) =>
  queryOptions({
    queryKey: rulesKey(org),
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/alert-rules', {
          params: { path: { org_id: org }, query: { limit: MOST_RULES } },
          signal,
        }),
      ),
  })

type NewRule = { kind: AlertRule['kind']; campaign_id?: string; thresholds: number[] }

export const createRule = (org: string, body: NewRule): Promise<AlertRule> =>
  call(api.POST('/api/orgs/{org_id}/alert-rules', { params: { path: { org_id: org } }, body }))

const at = (org: string, { id, version }: AlertRule) => ({
  path: { org_id: org, id },
  header: ifMatch(version),
})

export const updateRule = (
  org: string,
  rule: AlertRule,
  body: { thresholds?: number[]; is_enabled?: boolean },
): Promise<AlertRule> =>
  call(api.PATCH('/api/orgs/{org_id}/alert-rules/{id}', { params: at(org, rule), body }))

export const removeRule = (org: string, rule: AlertRule) =>
  call(api.DELETE('/api/orgs/{org_id}/alert-rules/{id}', { params: at(org, rule) }))

/** Campaigns that a rule may be for. */
export const choicesQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'alert-choices'],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/campaigns', {
          params: {
            path: { org_id: org },
            query: { status: ['active', 'paused'], sort: ['name'], limit: CHOICES, fields: ['id', 'name'] },
          },
          signal,
        }),
      ),
    select: ({ items }) => items.map(({ id, name }) => ({ id: id as string, label: name })),
  })
