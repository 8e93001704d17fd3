import { queryOptions } from '@tanstack/react-query'
import { api, call } from '@/shared/api/client'
import type { ConsentQuestion } from '@/shared/api/types'

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
    queryFn: ({ signal }): Promise<ConsentQuestion> =>
      call(api.GET('/api/oauth/consent', { params: { query: request }, signal })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })

export function decide(request: ConsentRequest, org_id: string, approve: boolean) {
  const { client_id = '', redirect_uri = '', ...rest } = request
  return call(api.POST('/api/oauth/consent', { body: { ...rest, client_id, redirect_uri, org_id, approve } }))
}
