// Who is signed in, for which organization, and what they may do there. Every page may use these.
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, call } from '@/shared/api/client'

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => call(api.GET('/api/users/me', { signal })),
  staleTime: 5 * 60_000,
})

export const contextQuery = queryOptions({
  queryKey: ['context'],
  queryFn: ({ signal }) => call(api.GET('/api/context', { signal })),
  staleTime: 5 * 60_000,
})

export const orgsQuery = queryOptions({
  queryKey: ['orgs'],
  queryFn: ({ signal }) => call(api.GET('/api/user/orgs', { signal })),
  staleTime: 60_000,
})

export const useMe = () => useQuery(meQuery).data
export const useContextOrg = () => useQuery(contextQuery).data?.org ?? undefined

/** The current organization's id for paths; pages below the frame with an org always have one. */
export function useOrgId(): string {
  return useQuery(contextQuery).data?.org_id ?? ''
}

/** One's own membership of the current organization. */
export function useMemberId(): string {
  return useQuery(contextQuery).data?.member_id ?? ''
}

/** `can('members.invite')`: what the server would allow; hide or explain what it would not. */
export function useCan(): (permission: string) => boolean {
  const permissions = useQuery(contextQuery).data?.permissions
  return permission => permissions?.includes(permission) ?? false
}
