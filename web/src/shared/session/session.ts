// The access token of this tab. It lives in memory only; the refresh token is an HttpOnly cookie that script never sees.
import { earlySession } from '@/shared/api/early'
import { ApiError } from '@/shared/api/error'
import { preferences } from '@/shared/lib/preferences'
import { createStore } from '@/shared/lib/store'

type Session = { status: 'unknown' | 'in' | 'out'; token?: string; expiresAt: number }
type Login = { access_token?: string; expires_in: number }
type Broadcast = { token: string; expiresAt: number } | 'signed-out'

/** Remembers only *that* this browser has signed in, so that a visitor's first page makes no needless refresh. */
const HINT = 'cmis.session'
const session = createStore<Session>({ status: 'unknown', expiresAt: 0 })
const channel = new BroadcastChannel('cmis.session')
let refreshing: Promise<boolean> | undefined

channel.onmessage = ({ data }: MessageEvent<Broadcast>) => {
  if (data === 'signed-out') {
    session.set({ status: 'out', expiresAt: 0 })
    // Whatever this tab shows belongs to a session that has ended.
    location.assign('/sign-in?reason=signed_out')
  } else if (session.get().status !== 'out') {
    session.set({ status: 'in', ...data })
  }
}

export const mayBeSignedIn = () => localStorage.getItem(HINT) === '1'

export function signedIn(login: Login) {
  if (!login.access_token) return
  const next = { token: login.access_token, expiresAt: Date.now() + login.expires_in * 1000 }
  session.set({ status: 'in', ...next })
  localStorage.setItem(HINT, '1')
  channel.postMessage(next satisfies Broadcast)
}

export function signedOut({ tellOthers }: { tellOthers: boolean }) {
  session.set({ status: 'out', expiresAt: 0 })
  localStorage.removeItem(HINT)
  if (tellOthers) channel.postMessage('signed-out' satisfies Broadcast)
}

/** The token to send, refreshed shortly before it ends; nothing when signed out. */
export async function accessToken(): Promise<string | undefined> {
  const { status, expiresAt } = session.get()
  if (status === 'in' && expiresAt - Date.now() < 10_000) await refreshSession()
  return session.get().token
}

/** One refresh at a time: in this tab by the promise, across tabs by a lock. `stale` is the token that was refused. */
export function refreshSession(stale = session.get().token): Promise<boolean> {
  if (refreshing) return refreshing
  const run = async () => {
    try {
      return await navigator.locks.request('cmis.refresh', () => refreshOnce(stale))
    } finally {
      refreshing = undefined
    }
  }
  refreshing = run()
  return refreshing
}

async function refreshOnce(stale: string | undefined): Promise<boolean> {
  // Another tab refreshed while this one waited for the lock.
  const { token, expiresAt } = session.get()
  if (token && token !== stale && expiresAt > Date.now()) return true
  const response = (await earlySession()) ?? (await askForSession())
  if (!response) return false
  if (response.ok) {
    const { data } = (await response.json()) as { data: Login }
    signedIn(data)
    return true
  }
  // A server that is down or busy has not ended the session.
  if (response.status < 500 && response.status !== 429) signedOut({ tellOthers: false })
  return false
}

const askForSession = () =>
  fetch('/api/auth/refresh', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': preferences.get().language },
    body: '{}',
  }).catch(() => undefined)

/** Is somebody signed in? Asks the server once per page load, or anew; throws when it cannot be reached. */
export async function ensureSession(anew = false): Promise<boolean> {
  const { status, expiresAt } = session.get()
  if (status === 'in' && expiresAt > Date.now() && !anew) return true
  if (status === 'out') return false
  if (await refreshSession()) return true
  if (session.get().status === 'out') return false
  throw new ApiError(0, undefined)
}
