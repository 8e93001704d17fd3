import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, call, callPage, ifMatch } from '@/shared/api/client'
import type { Webhook, WebhookDelivery } from '@/shared/api/types'

/** Deliveries come and go by themselves. */
const EVERY = 10_000

export const webhooksKey = (org: string) => ['org', org, 'webhooks'] as const
const webhookKey = (org: string, id: string) => [...webhooksKey(org), 'one', id] as const

export const webhooksQuery = (org: string, page: number) =>
  queryOptions({
    queryKey: [...webhooksKey(org), 'list', page],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/webhooks', {
          params: { path: { org_id: org }, query: { page } },
          signal,
        }),
      ),
    refetchInterval: EVERY,
  })

export const webhookQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: [...webhookKey(org, id), 'itself'],
    queryFn: ({ signal }) =>
      call(api.GET('/api/orgs/{org_id}/webhooks/{id}', { params: { path: { org_id: org, id } }, signal })),
    refetchInterval: EVERY,
  })

export const webhookEventsQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'webhook-events'],
    queryFn: ({ signal }) =>
      call(api.GET('/api/webhook-events', { params: { header: { 'X-Org-Id': org } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  })

export type DeliveryState = WebhookDelivery['state']
export type DeliverySearch = { state?: string; page?: string }

export const deliveriesQuery = (org: string, id: string, { state, page }: DeliverySearch) =>
  queryOptions({
    queryKey: [...webhookKey(org, id), 'deliveries', { state, page }],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/webhooks/{id}/deliveries', {
          params: {
            path: { org_id: org, id },
            query: { state: state ? [state as DeliveryState] : undefined, page: Number(page) || 1 },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY,
  })

export const deliveryQuery = (org: string, id: string, deliveryId: string) =>
  queryOptions({
    queryKey: [...webhookKey(org, id), 'delivery', deliveryId],
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/orgs/{org_id}/webhooks/{id}/deliveries/{delivery_id}', {
          params: { path: { org_id: org, id, delivery_id: deliveryId } },
          signal,
        }),
      ),
    refetchInterval: EVERY,
  })

export type WebhookValues = { url: string; description: string; events: string[] | null }

const at = (org: string, { id }: { id: string }) => ({ path: { org_id: org, id } })

export const createWebhook = (org: string, body: WebhookValues & { secret?: string }) =>
  call(api.POST('/api/orgs/{org_id}/webhooks', { params: { path: { org_id: org } }, body }))

export const updateWebhook = (org: string, webhook: Webhook, body: WebhookValues) =>
  call(
    api.PATCH('/api/orgs/{org_id}/webhooks/{id}', {
      params: { ...at(org, webhook), header: ifMatch(webhook.version) },
      body,
    }),
  )

export const removeWebhook = (org: string, webhook: Webhook) =>
  call(api.DELETE('/api/orgs/{org_id}/webhooks/{id}', { params: at(org, webhook) }))

export const enableWebhook = (org: string, webhook: Webhook) =>
  call(api.POST('/api/orgs/{org_id}/webhooks/{id}/enable', { params: at(org, webhook) }))

export const disableWebhook = (org: string, webhook: Webhook) =>
  call(api.POST('/api/orgs/{org_id}/webhooks/{id}/disable', { params: at(org, webhook) }))

export const rotateWebhookSecret = (org: string, webhook: Webhook) =>
  call(api.POST('/api/orgs/{org_id}/webhooks/{id}/rotate-secret', { params: at(org, webhook), body: {} }))

export const testWebhook = (org: string, webhook: Webhook) =>
  call(api.POST('/api/orgs/{org_id}/webhooks/{id}/test', { params: at(org, webhook) }))

export const resendDelivery = (org: string, id: string, deliveryId: string) =>
  call(
    api.POST('/api/orgs/{org_id}/webhooks/{id}/deliveries/{delivery_id}/resend', {
      params: { path: { org_id: org, id, delivery_id: deliveryId } },
    }),
  )
