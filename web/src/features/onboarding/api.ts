import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, call } from '@/shared/api/client'
import type { Onboarding, Role } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { toast } from '@/shared/ui/toast'

export type Step = Onboarding['steps'][number]
type Change = { steps?: Partial<Record<Step['key'], Step['status']>>; dismissed?: boolean }

export const onboardingQuery = queryOptions({
  queryKey: ['onboarding'],
  queryFn: ({ signal }): Promise<Onboarding> => call(api.GET('/api/onboarding', { signal })),
})

/** Shown at once; taken back if the server does not agree. */
export function useChangeOnboarding() {
  const errorText = useErrorText()
  const client = useQueryClient()
  const { queryKey } = onboardingQuery
  return useMutation({
    mutationFn: (change: Change) => call(api.PUT('/api/onboarding', { body: change })),
    onMutate: async ({ steps = {}, dismissed }) => {
      await client.cancelQueries({ queryKey })
      const before = client.getQueryData<Onboarding>(queryKey)
      client.setQueryData<Onboarding>(
        queryKey,
        now =>
          now && {
            ...now,
            dismissed: dismissed ?? now.dismissed,
            steps: now.steps.map(step => ({ ...step, status: steps[step.key] ?? step.status })),
          },
      )
      return before
    },
    onSuccess: fresh => client.setQueryData(queryKey, fresh),
    onError: (error, _, before) => {
      client.setQueryData(queryKey, before)
      toast('danger', errorText(error))
    },
  })
}

type Invite = { email: string; role: Role; message?: string; locale: 'ar' | 'en' }

export const invite = (org_id: string, body: Invite) =>
  call(api.POST('/api/orgs/{org_id}/invitations', { params: { path: { org_id } }, body }))
