import { keepPreviousData, queryOptions, useQueries, useQuery } from '@tanstack/react-query'
import { api, call, callPage } from '@/shared/api/client'
import type { Group } from '@/shared/metrics/groups'
import { hasHours, lastDays, type Step, todayIn } from '@/shared/metrics/period'
import { usePeriod } from '@/shared/metrics/use-period'
import { useCan, useContextOrg, useOrgId } from '@/shared/session/queries'
import { type AnalyticsSearch, filtersOf, type Scope, scopeOf } from './filters'

const key = (org: string, ...part: unknown[]) => ['org', org, 'analytics', ...part]
const at = (org: string) => ({ org_id: org })

/** What the address asks for, and for whom. */
export function useFilters(search: AnalyticsSearch) {
  const org = useOrgId()
  const period = usePeriod(search)
  const today = todayIn(useContextOrg()?.time_zone)
  const filters = filtersOf(search, period, today)
  return { org, period, hasHours: hasHours(period, today), filters, scope: scopeOf(filters, period) }
}

export const overviewQuery = (org: string, scope: Scope, granularity: Step) =>
  queryOptions({
    queryKey: key(org, 'overview', scope, granularity),
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/orgs/{org_id}/analytics/overview', {
          params: { path: at(org), query: { ...scope, granularity } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export const breakdownQuery = (org: string, scope: Scope, group_by: Group) =>
  queryOptions({
    queryKey: key(org, 'breakdown', scope, group_by),
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/orgs/{org_id}/analytics/breakdown', {
          params: { path: at(org), query: { ...scope, group_by, granularity: 'year' } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export const geoQuery = (org: string, scope: Scope) =>
  queryOptions({
    queryKey: key(org, 'geo', scope),
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/orgs/{org_id}/analytics/geo', {
          params: { path: at(org), query: { ...scope, granularity: 'year' } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export const demographicsQuery = (org: string, scope: Scope) =>
  queryOptions({
    queryKey: key(org, 'demographics', scope),
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/orgs/{org_id}/analytics/demographics', {
          params: { path: at(org), query: { ...scope, granularity: 'year' } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export const funnelQuery = (org: string, scope: Scope) =>
  queryOptions({
    queryKey: key(org, 'funnel', scope),
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/orgs/{org_id}/analytics/funnel', {
          params: { path: at(org), query: { ...scope, granularity: 'year' } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export const comparisonQuery = (org: string, scope: Scope, granularity: Step) =>
  queryOptions({
    queryKey: key(org, 'comparison', scope, granularity),
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/orgs/{org_id}/analytics/compare', {
          params: { path: at(org), query: { ...scope, granularity } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

/** As many as a page may hold: those that spent most in the last three months. */
const CHOICES = 100

/** Campaigns to choose from, those that spent most first. */
export function useCampaignChoices() {
  const org = useOrgId()
  const can = useCan()
  const days = lastDays(90, todayIn(useContextOrg()?.time_zone))
  return useQuery({
    queryKey: key(org, 'choices', days),
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/campaigns', {
          params: {
            path: at(org),
            query: { ...days, sort: ['-spend', 'name'], limit: CHOICES, fields: ['id', 'name'] },
          },
          signal,
        }),
      ),
    select: page => page.items.map(({ id, name }) => ({ id: id, label: name })),
    enabled: can('campaigns.read'),
  }).data
}

/** What campaigns are called that are in the address but not among the choices. */
export function useCampaignNames(ids: string[]): Map<string, string> {
  const org = useOrgId()
  const found = useQueries({
    queries: ids.map(id => ({
      queryKey: key(org, 'name', id),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call(api.GET('/api/orgs/{org_id}/campaigns/{id}', { params: { path: { org_id: org, id } }, signal })),
      staleTime: 5 * 60_000,
    })),
  })
  return new Map(found.flatMap(({ data }) => (data ? [[data.id, data.name] as const] : [])))
}
