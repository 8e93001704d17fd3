import { queryOptions } from '@tanstack/react-query'
import { api, call } from '@/shared/api/client'
import type { paths } from '@/shared/api/schema'
import type { Consent } from '@/shared/api/types'

type Query = NonNullable<paths['/api/oauth/consent']['get']['parameters']['query']>
type Decision = paths['/api/oauth/consent']['post']['requestBody']['content']['application/json']

/** What the client asked for, passed on letter by letter: the server judges it. */
export const CONSENT_PARAMETERS = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'resource',
] as const
export type ConsentRequest = Partial<Record<(typeof CONSENT_PARAMETERS)[number], string>>

export const consentQuery = (request: ConsentRequest) =>
  queryOptions({
    queryKey: ['consent', request],
    queryFn: ({ signal }): Promise<Consent> =>
      call(api.GET('/api/oauth/consent', { params: { query: request as Query }, signal })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })

export const decide = (request: ConsentRequest, org_id: string, approve: boolean) =>
  call(api.POST('/api/oauth/consent', { body: { ...request, org_id, approve } as Decision }))
