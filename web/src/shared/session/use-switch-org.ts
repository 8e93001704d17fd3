import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api, call } from '@/shared/api/client'
import { contextQuery, meQuery, orgsQuery } from './queries'

/** Makes another organization the current one. Everything on screen belonged to the old one, so all of it goes. */
export function useSwitchOrg(onDone?: (name: string) => void) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (org_id: string) => call(api.PUT('/api/context', { body: { org_id } })),
    onSuccess: async context => {
      const keep = [meQuery.queryKey[0], orgsQuery.queryKey[0], contextQuery.queryKey[0]]
      await navigate({ to: '/' })
      // Changed, not removed: what is on screen watches it and would not hear of a new one.
      client.setQueryData(contextQuery.queryKey, context)
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] === 'org' })
      void client.invalidateQueries({ predicate: ({ queryKey }) => !keep.includes(String(queryKey[0])) })
      onDone?.(context.org?.name ?? '')
    },
  })
}
