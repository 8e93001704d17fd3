import { useMutation, useQueryClient } from '@tanstack/react-query'
import { isApiError } from '@/shared/api/error'
import type { Integration } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { integrationsKey } from '@/shared/platforms/query'
import { useOrgId } from '@/shared/session/queries'
import { toast } from '@/shared/ui/toast'
import { refreshToken, testIntegration } from './api'

/** Asks the platform now: whether the access holds, or for a fresh one. Either way the page shows what came of it. */
export function useAct({ id }: Integration) {
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const told = {
    onSuccess: ({ message }: { message?: string }) => message && toast('ok', message),
    onError: (error: Error) => {
      // What was taken back is told by the page itself, with what mends it.
      if (!isApiError(error) || error.details.class !== 'token_revoked') toast('danger', errorText(error))
    },
    onSettled: () => void client.invalidateQueries({ queryKey: integrationsKey(org) }),
  }
  return {
    test: useMutation({ mutationFn: () => testIntegration(org, id), ...told }),
    refresh: useMutation({ mutationFn: () => refreshToken(org, id), ...told }),
  }
}
