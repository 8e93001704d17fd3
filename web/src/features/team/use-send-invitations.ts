import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ApiError, isApiError } from '@/shared/api/error'
import type { Role } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useOrgId } from '@/shared/session/queries'
import { invitationsKey, invite } from './api'

export type Batch = { emails: string[]; role: Role; message: string; locale: 'ar' | 'en' }

export type Outcome = {
  sent: string[]
  failed: { email: string; reason: string }[]
  /** The plan is full: the rest was not tried. */
  limit?: ApiError
}

/** One request per address, so that one bad address spoils none of the rest. */
export function useSendInvitations() {
  const client = useQueryClient()
  const org = useOrgId()
  const errorText = useErrorText()
  return useMutation({
    mutationFn: async ({ emails, role, message, locale }: Batch) => {
      const outcome: Outcome = { sent: [], failed: [] }
      for (const email of emails) {
        try {
          await invite(org, { email, role, locale, ...(message && { message }) })
          outcome.sent.push(email)
        } catch (error) {
          if (isApiError(error, 'plan_limit')) return { ...outcome, limit: error }
          const reason = isApiError(error) ? Object.values(error.errors).flat()[0] : undefined
          outcome.failed.push({ email, reason: reason ?? errorText(error) })
        }
      }
      return outcome
    },
    onSettled: () => client.invalidateQueries({ queryKey: invitationsKey(org) }),
  })
}
