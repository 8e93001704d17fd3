// Where the dashboard's numbers come from: this file alone knows.
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { api, call, callPage } from '@/shared/api/client'
import { queryClient } from '@/shared/api/query-client'
import { daysOf, lastDays, type Period, todayIn } from '@/shared/metrics/period'
import { contextQuery, useContextOrg } from '@/shared/session/queries'

type Can = (permission: string) => boolean

/** Numbers are of campaigns: who may not see either sees no cards of them. */
export const seesNumbers = (can: Can) => can('analytics.read') && can('campaigns.read')

export const DAYS = ['7', '28'] as const
export type Days = (typeof DAYS)[number]

/** What the address says, or a week. */
export const daysFrom = (word: string | undefined): Days => DAYS.find(days => days === word) ?? '7'

/** Campaigns that are looked through for a budget. */
const LOOKED_AT = 30

const key = (org: string, ...part: unknown[]) => ['org', org, 'dashboard', ...part]

/** All but the budgets: how many campaigns stand where, and what they came to. */
const overviewQuery = (org: string, period: Period) =>
  queryOptions({
    queryKey: key(org, 'overview', period),
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/dashboard/overview', {
          params: { header: { 'X-Org-Id': org }, query: { ...period, granularity: 'day' } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

/** What runs, with what it spent in a week: the one thing that the overview does not tell. */
const runningQuery = (org: string, week: Period) =>
  queryOptions({
    queryKey: key(org, 'running', week),
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/campaigns', {
          params: {
            path: { org_id: org },
            query: { ...week, status: ['active'], sort: ['-spend'], limit: LOOKED_AT },
          },
          signal,
        }),
      ),
  })

/** Of which days the numbers are, and the last week; a day ends where the organization is. */
const daysOfPage = (days: Days, timeZone: string | undefined): { period: Period; week: Period } => {
  const today = todayIn(timeZone)
  return { period: lastDays(Number(days), today), week: lastDays(7, today) }
}

/** How many campaigns there are, where they stand, and what they came to in these days. */
export function useNumbers(org: string, days: Days) {
  const { period, week } = daysOfPage(days, useContextOrg()?.time_zone)
  const { data, ...asked } = useQuery(overviewQuery(org, period))
  return { period, week, standing: data?.campaigns, overview: { ...asked, data: data?.overview } }
}

/** Campaigns that may have a budget; those without campaigns are not asked for them. */
export const useRunning = (org: string, week: Period) => useQuery(runningQuery(org, week)).data?.items

/** Ahead of the page: whether there are campaigns decides what it is made of, and late it would push things about. */
export async function askNumbers(days: Days) {
  const { org, org_id, permissions } = await queryClient.ensureQueryData(contextQuery)
  if (org_id && seesNumbers(permission => permissions.includes(permission)))
    await queryClient.ensureQueryData(overviewQuery(org_id, daysOfPage(days, org?.time_zone).period))
}

/** The same days in the address of another page. */
export const searchOf = (period: Period) =>
  daysOf(period) === 7 ? { period: '7' } : { from: period.start_date, to: period.end_date }
