import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, call, callPage, callWithMessage, ifMatch } from '@/shared/api/client'
import { isApiError } from '@/shared/api/error'
import type {
  Integration,
  IntegrationLogLine,
  PlatformApp,
  ReceivedWebhook,
  SetPlatformApp,
} from '@/shared/api/types'
import type { PlatformId } from '@/shared/platforms/platforms'
import { integrationsKey } from '@/shared/platforms/query'
import type { Answer } from './journey'
import { isAsking, isGoingOn } from './state'

const oneKey = (org: string, id: string) => [...integrationsKey(org), 'one', id] as const

const at = (org: string, id: string) => ({ path: { org_id: org, id } })

export const integrationQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: [...oneKey(org, id), 'itself'],
    queryFn: ({ signal }) =>
      call(api.GET('/api/orgs/{org_id}/integrations/{id}', { params: at(org, id), signal })),
    // Its progress is told to whoever asked for it; everybody else asks.
    refetchInterval: ({ state }) =>
      isGoingOn(state.data?.sync) || (state.data && isAsking(state.data)) ? 3000 : false,
  })

export const syncsQuery = (org: string, id: string, page: number) =>
  queryOptions({
    queryKey: [...oneKey(org, id), 'syncs', page],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/integrations/{id}/syncs', {
          params: { ...at(org, id), query: { page } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isGoingOn) ? 3000 : 30_000),
  })

export const startSync = (org: string, id: string) =>
  call(api.POST('/api/orgs/{org_id}/integrations/{id}/sync', { params: at(org, id) }))

export type LogSearch = { level?: string; page?: string }

export const logQuery = (org: string, id: string, { level, page }: LogSearch) =>
  queryOptions({
    queryKey: [...oneKey(org, id), 'log', { level, page }],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/integrations/{id}/logs', {
          params: {
            ...at(org, id),
            query: {
              level: level ? [level as IntegrationLogLine['level']] : undefined,
              page: Number(page) || 1,
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export type ReceivedSearch = { platform?: string; state?: string; page?: string }

const receivedKey = (org: string) => [...integrationsKey(org), 'received'] as const

/** What platforms announced: to the organization, or about one integration. */
export const receivedQuery = (org: string, id: string | undefined, search: ReceivedSearch) =>
  queryOptions({
    queryKey: [...receivedKey(org), id, search],
    queryFn: ({ signal }) => {
      const query = {
        state: search.state ? [search.state as ReceivedWebhook['state']] : undefined,
        platform: search.platform ? [search.platform as PlatformId] : undefined,
        page: Number(search.page) || 1,
      }
      return callPage(
        id
          ? api.GET('/api/orgs/{org_id}/integrations/{id}/webhooks', {
              params: { ...at(org, id), query },
              signal,
            })
          : api.GET('/api/orgs/{org_id}/webhook-logs', { params: { path: { org_id: org }, query }, signal }),
      )
    },
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  })

export const announcementQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: [...receivedKey(org), 'one', id],
    queryFn: ({ signal }) =>
      call(api.GET('/api/orgs/{org_id}/webhook-logs/{id}', { params: at(org, id), signal })),
    refetchInterval: 10_000,
  })

export const replay = (org: string, id: string) =>
  call(api.POST('/api/orgs/{org_id}/webhook-logs/{id}/replay', { params: at(org, id) }))

const ownAppKey = (org: string, platform: PlatformId) => [...integrationsKey(org), 'app', platform] as const
const atPlatform = (org: string, platform: PlatformId) => ({ path: { org_id: org, platform } })

/** The organization's own app at a platform, without its secrets; `null` where there is none. */
export const ownAppQuery = (org: string, platform: PlatformId) =>
  queryOptions({
    queryKey: ownAppKey(org, platform),
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/orgs/{org_id}/integrations/{platform}/app', {
          params: atPlatform(org, platform),
          signal,
        }),
      ).catch((error: unknown) => {
        if (isApiError(error, 'not_found')) return null
        throw error
      }),
  })

/** `version` is that of the app it replaces, 0 where there is none. */
export const setOwnApp = (org: string, platform: PlatformId, version: number, body: SetPlatformApp) =>
  call(
    api.PUT('/api/orgs/{org_id}/integrations/{platform}/app', {
      params: { ...atPlatform(org, platform), header: ifMatch(version) },
      body,
    }),
  )

export const removeOwnApp = (org: string, { platform, version }: PlatformApp) =>
  call(
    api.DELETE('/api/orgs/{org_id}/integrations/{platform}/app', {
      params: { ...atPlatform(org, platform), header: ifMatch(version) },
    }),
  )

/** Where the person consents; `mends` is what is connected again. */
export const authUrl = (org: string, platform: PlatformId, mends: string | undefined) =>
  call(
    api.GET('/api/orgs/{org_id}/integrations/{platform}/auth-url', {
      params: { path: { org_id: org, platform }, query: { integration_id: mends } },
    }),
  )

export const finish = (org: string, platform: PlatformId, body: Answer) =>
  callWithMessage(
    api.POST('/api/orgs/{org_id}/integrations/{platform}/callback', {
      params: { path: { org_id: org, platform } },
      body,
    }),
  )

export type Choice = { ad_account_ids: string[]; social_account_ids: string[] }

export const chooseAccounts = (org: string, { id, version }: Integration, body: Choice) =>
  call(
    api.POST('/api/orgs/{org_id}/integrations/{id}/accounts', {
      params: { ...at(org, id), header: ifMatch(version) },
      body,
    }),
  )

export const testIntegration = (org: string, id: string) =>
  callWithMessage(api.POST('/api/orgs/{org_id}/integrations/{id}/test', { params: at(org, id) }))

export const refreshToken = (org: string, id: string) =>
  callWithMessage(api.POST('/api/orgs/{org_id}/integrations/{id}/refresh', { params: at(org, id) }))

export const disconnect = (org: string, { id, version }: Integration) =>
  callWithMessage(
    api.DELETE('/api/orgs/{org_id}/integrations/{id}', {
      params: { ...at(org, id), header: ifMatch(version) },
    }),
  )

export const makeLink = (org: string, id: string) =>
  call(api.POST('/api/orgs/{org_id}/integrations/{id}/reconnect-link', { params: at(org, id) }))

export const endLink = (org: string, id: string) =>
  call(api.DELETE('/api/orgs/{org_id}/integrations/{id}/reconnect-link', { params: at(org, id) }))

/** For somebody without an account here: the link's own token says who asks. */
export const offerQuery = (token: string) =>
  queryOptions({
    queryKey: ['reconnect', token],
    queryFn: ({ signal }) => call(api.GET('/api/reconnect/{token}', { params: { path: { token } }, signal })),
    retry: false,
  })

export const beginByLink = (token: string) =>
  call(api.POST('/api/reconnect/{token}/begin', { params: { path: { token } } }))

export const finishByLink = (token: string, body: Answer) =>
  call(api.POST('/api/reconnect/{token}/callback', { params: { path: { token } }, body }))
