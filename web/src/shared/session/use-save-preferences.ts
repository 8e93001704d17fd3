import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, call, ifMatch } from '@/shared/api/client'
import type { User } from '@/shared/api/types'
import { meQuery } from './queries'

/** Keeps language and theme with the account, so that other devices follow. The screen has changed already. */
export function useSavePreferences() {
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (change: Partial<Pick<User, 'locale' | 'theme'>>) => {
      const me = client.getQueryData(meQuery.queryKey)
      if (!me) return Promise.resolve(undefined)
      const { name, locale, time_zone, theme, version } = me
      const body = { name, locale, time_zone, theme, ...change }
      return call(api.PUT('/api/users/me', { body, headers: ifMatch(version) }))
    },
    onSuccess: user => user && client.setQueryData(meQuery.queryKey, user),
  })
  return save.mutate
}
