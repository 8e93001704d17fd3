import { queryOptions } from '@tanstack/react-query'
import { api, call, callWithMessage } from '@/shared/api/client'
import type { MfaRequired, SignedIn } from '@/shared/api/types'
import { preferences } from '@/shared/lib/preferences'

export const authOptionsQuery = queryOptions({
  queryKey: ['auth-options'],
  queryFn: ({ signal }) => call(api.GET('/api/auth/options', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) =>
      call(api.GET('/api/invitations/{token}', { params: { path: { token } }, signal })),
  })

/** A query, not an effect: the link works once, and a second render must not use it up. */
export const verifyEmailQuery = (token: string) =>
  queryOptions({
    queryKey: ['verify-email', token],
    queryFn: () => callWithMessage(api.POST('/api/auth/verify-email', { body: { token } })),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

export type Credentials = { email: string; password: string; remember?: boolean }

export const login = (credentials: Credentials): Promise<SignedIn | MfaRequired> =>
  call(api.POST('/api/auth/login', { body: { ...credentials, client: 'web' } }))

export const loginMfa = (body: { mfa_token: string; code: string }): Promise<SignedIn> =>
  call(api.POST('/api/auth/login/mfa', { body }))

export type NewAccount = { name: string; email: string; password: string }
export type Tokens = { setup_token?: string; invitation_token?: string }

export const register = (account: NewAccount & Tokens) =>
  call(
    api.POST('/api/auth/register', {
      body: {
        ...account,
        locale: preferences.get().language,
        time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      },
    }),
  )

export const resendVerification = (email: string) =>
  call(api.POST('/api/auth/resend-verification', { body: { email } }))

export const forgotPassword = (email: string) =>
  call(api.POST('/api/auth/forgot-password', { body: { email } }))

export const resetPassword = (body: { token: string; password: string }) =>
  call(api.POST('/api/auth/reset-password', { body }))

export const logout = () => call(api.POST('/api/auth/logout'))

export const acceptInvitation = (token: string) =>
  call(api.POST('/api/invitations/{token}/accept', { params: { path: { token } } }))
