import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { SignedIn } from '@/shared/api/types'
import { switchLanguage } from '@/shared/i18n/i18n'
import { hasChosenPreferences, setPreferences } from '@/shared/lib/preferences'
import { safePath } from '@/shared/lib/safe-path'
import { meQuery } from '@/shared/session/queries'
import { signedIn } from '@/shared/session/session'

/** What follows a successful sign-in: keep the session, take over the account's language and theme, go on. */
export function useEnter() {
  const client = useQueryClient()
  const router = useRouter()
  return async (login: SignedIn, next?: string) => {
    client.clear()
    signedIn(login)
    if (login.user) {
      // Old at once: the answer to a sign-in does not say which address waits for its confirmation.
      client.setQueryData(meQuery.queryKey, { ...login.user, pending_email: null }, { updatedAt: 0 })
      // On a browser where nothing was chosen, the account's choice holds.
      if (!hasChosenPreferences()) {
        setPreferences({ theme: login.user.theme })
        await switchLanguage(login.user.locale)
      }
    }
    router.history.push(safePath(next))
  }
}
