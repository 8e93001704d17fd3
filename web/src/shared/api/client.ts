// The only door to the server. Paths, parameters and answers are typed by the OpenAPI document.
import createClient from 'openapi-fetch'
import { preferences } from '@/shared/lib/preferences'
import { accessToken, refreshSession } from '@/shared/session/session'
import { earlyAnswer } from './early'
import { ApiError } from './error'
import { fileNameIn } from './file-name'
import type { paths } from './schema'
import type { Narrow } from './types'

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
  const early = token && (await earlyAnswer(request))
  if (early) return early
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
type Envelope = { data: unknown; message?: string | null }

/** `await call(api.GET('/api/users/me'))` gives the data inside the envelope or throws {@link ApiError}. */
export async function call<T extends Envelope>(answer: Promise<Answer<T>>): Promise<Narrow<T['data']>> {
  return narrow<T['data']>((await open(answer)).data)
}

/** Like {@link call}, for answers whose sentence is shown: it is in the person's language already. */
export async function callWithMessage<T extends Envelope>(
  answer: Promise<Answer<T>>,
): Promise<{ data: Narrow<T['data']>; message?: string }> {
  const { data, message } = await open(answer)
  return { data: narrow<T['data']>(data), message: message ?? undefined }
}

/** Like {@link call}, for what somebody else may have to agree to first: then `waits` says so, and nothing was done yet. */
export async function callDecided<T extends Envelope>(
  answer: Promise<Answer<T>>,
): Promise<{ data: Narrow<T['data']>; waits?: string }> {
  const asked = await answer
  const { data, message } = await open(Promise.resolve(asked))
  return { data: narrow<T['data']>(data), waits: asked.response.status === 202 ? (message ?? '') : undefined }
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
    current_page?: number | null
    total_pages?: number | null
    total?: number | null
    unread?: number
    next_cursor?: string | null
  }
}

/** For list endpoints: the items with where they stand in the whole. */
export async function callPage<T extends ListEnvelope>(
  answer: Promise<Answer<T>>,
): Promise<Page<Narrow<T['data'][number]>>> {
  const { data, meta } = await open(answer)
  return {
    items: data.map(narrow<T['data'][number]>),
    page: meta?.current_page ?? 1,
    pages: meta?.total_pages ?? 1,
    total: meta?.total ?? data.length,
    unread: meta?.unread,
    nextCursor: meta?.next_cursor ?? undefined,
  }
}

/** For files: its name is the server's. Called with `parseAs: 'blob'`. */
export async function callFile(answer: Promise<Answer<Blob>>): Promise<{ file: Blob; name?: string }> {
  const asked = await answer
  return { file: await open(Promise.resolve(asked)), name: fileNameIn(asked.response.headers) }
}

/** The one place that takes the document's prose about possible words at its word. */
function narrow<T>(data: T): Narrow<T> {
  return data as Narrow<T>
}

async function open<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer
  if (!response.ok || data === undefined) throw new ApiError(response.status, error, response)
  return data
}

/** Words of the address bar, separated by commas, for any list's parameter: the server knows which words there are. */
export const several = (words: string | undefined) => (words ? (words.split(',') as never[]) : undefined)

/** The headers that guard an edit against overwriting somebody else's. */
export const ifMatch = (version: number) => ({ 'If-Match': `"${version}"` })
