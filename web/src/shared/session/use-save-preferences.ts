import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, call, ifMatch } from '@/shared/api/client'
import { isApiError } from '@/shared/api/error'
import type { User } from '@/shared/api/types'
import { meQuery } from './queries'

type Choice = Partial<Pick<User, 'locale' | 'theme'>>

/** What the account does not know yet, and whose choice it is. It outlives a reload, a lost connection and the tab. */
const KEY = 'cmis.preferences.unsaved'
const ATTEMPTS = 3

/** Keeps language and theme with the account, so that other devices follow. The screen has changed already. */
export function useSavePreferences() {
  const client = useQueryClient()
  return (change: Choice) => {
    const me = client.getQueryData(meQuery.queryKey)
    if (!me) return
    write(me.id, { ...read(me.id), ...change })
    void push(client)
  }
}

/** Brings to the account what an earlier page could not: it was closed or reloaded too soon, or had no connection. */
export function useUnsavedPreferences() {
  const client = useQueryClient()
  useEffect(() => {
    const again = () => void push(client)
    again()
    addEventListener('online', again)
    return () => removeEventListener('online', again)
  }, [client])
}

/** One at a time over all tabs: two saves under way would each hold the other's version for stale. */
const push = (client: QueryClient) =>
  navigator.locks.request(KEY, async () => {
    if (!localStorage.getItem(KEY)) return
    try {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) if (await pushOnce(client)) return
    } catch (failure) {
      // The choice is in effect on this screen. It goes out with the next page or connection, unless it was refused for good.
      if (isApiError(failure) && failure.status === 422) localStorage.removeItem(KEY)
    }
  })

/** True when nothing is left to save. */
async function pushOnce(client: QueryClient): Promise<boolean> {
  const me = await client.ensureQueryData(meQuery)
  const unsaved = read(me.id)
  if (!unsaved) return true
  const { name, locale, time_zone, theme, version } = me
  const body = { name, locale, time_zone, theme, ...unsaved }
  try {
    const user = await call(api.PUT('/api/users/me', { body, headers: ifMatch(version), keepalive: true }))
    client.setQueryData(meQuery.queryKey, user)
  } catch (failure) {
    if (!isApiError(failure, 'stale_version')) throw failure
    await client.fetchQuery({ ...meQuery, staleTime: 0 })
    return false
  }
  // What was chosen meanwhile still has to go out.
  const left = Object.entries(read(me.id) ?? {}).filter(
    ([field, value]) => body[field as keyof Choice] !== value,
  )
  write(me.id, Object.fromEntries(left))
  return left.length === 0
}

function read(person: string): Choice | undefined {
  try {
    const saved = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    return saved?.person === person ? saved.choice : undefined
  } catch {
    return undefined // A broken entry is the same as none.
  }
}

function write(person: string, choice: Choice) {
  if (Object.keys(choice).length === 0) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, JSON.stringify({ person, choice }))
}
