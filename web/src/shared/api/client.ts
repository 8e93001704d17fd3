// The only door to the server. Paths, parameters and answers are typed by the OpenAPI document.
import createClient from 'openapi-fetch'
import { preferences } from '@/shared/lib/preferences'
import { accessToken, refreshSession } from '@/shared/session/session'
import { ApiError } from './error'
import type { paths } from './schema'

/** Adds who and in which language; a refused token is refreshed and the request sent once more. */
async function send(request: Request): Promise<Response> {
  const withoutSession = new URL(request.url).pathname.startsWith('/api/auth/log') === false
  const again = request.clone()
  const token = await accessToken()
  const response = await attempt(request, token)
  if (response.status !== 401 || !token || !withoutSession) return response
  return (await refreshSession(token)) ? attempt(again, await accessToken()) : response
}

async function attempt(request: Request, token: string | undefined): Promise<Response> {
  request.headers.set('accept-language', preferences.get().language)
  if (token) request.headers.set('authorization', `Bearer ${token}`)
  try {
    return await fetch(request)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError(0, undefined)
  }
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: send })

type Answer<T> = { data?: T; error?: unknown; response: Response }
type Envelope = { data: unknown; meta?: unknown }

/** `await call(api.GET('/api/users/me'))` gives the data inside the envelope or throws {@link ApiError}. */
export async function call<T extends Envelope>(answer: Promise<Answer<T>>): Promise<T['data']> {
  return (await open(answer)).data
}

export type Page<Item> = {
  items: Item[]
  page: number
  pages: number
  total: number
  unread?: number
  /** Of feeds read by `cursor`; nothing at the end. */
  nextCursor?: string
}
type ListEnvelope = {
  data: unknown[]
  meta?: {
    current_page?: number
    total_pages?: number
    total?: number
    unread?: number
    next_cursor?: string | null
  }
}

/** For list endpoints: the items with where they stand in the whole. */
export async function callPage<T extends ListEnvelope>(
  answer: Promise<Answer<T>>,
): Promise<Page<T['data'][number]>> {
  const { data, meta } = await open(answer)
  return {
    items: data,
    page: meta?.current_page ?? 1,
    pages: meta?.total_pages ?? 1,
    total: meta?.total ?? data.length,
    unread: meta?.unread,
    nextCursor: meta?.next_cursor ?? undefined,
  }
}

async function open<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer
  if (!response.ok || data === undefined) throw new ApiError(response.status, error, response)
  return data
}

/** The header that guards an edit against overwriting somebody else's. */
export const ifMatch = (version: number) => ({ 'If-Match': `"${version}"` })
