import { queryOptions } from '@tanstack/react-query'
import { api, call, ifMatch } from '@/shared/api/client'
import type { paths } from '@/shared/api/schema'
import type { Me, Preferences, Session, User } from '@/shared/api/types'

type Profile = paths['/api/users/me']['put']['requestBody']['content']['application/json']
type PreferencesChange =
  paths['/api/users/me/notification-preferences']['put']['requestBody']['content']['application/json']

export const saveProfile = (body: Profile, version: number): Promise<Me> =>
  call(api.PUT('/api/users/me', { body, headers: ifMatch(version) }))

export function uploadPicture(file: File): Promise<User> {
  const form = new FormData()
  form.append('file', file)
  // The document types a file as text; what is sent is the form.
  return call(api.PUT('/api/users/me/avatar', { body: { file: '' }, bodySerializer: () => form }))
}

export const removePicture = (): Promise<User> => call(api.DELETE('/api/users/me/avatar'))

export const changePassword = (body: { current_password: string; new_password: string }) =>
  call(api.PUT('/api/users/me/password', { body }))

export const setUpMfa = (password: string) =>
  call(api.POST('/api/users/me/mfa/setup', { body: { password } }))
export const confirmMfa = (code: string) => call(api.POST('/api/users/me/mfa/confirm', { body: { code } }))
export const disableMfa = (body: { password: string; code: string }) =>
  call(api.POST('/api/users/me/mfa/disable', { body }))
export const newRecoveryCodes = (password: string) =>
  call(api.POST('/api/users/me/mfa/recovery-codes', { body: { password } }))

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }): Promise<Session[]> => call(api.GET('/api/users/me/sessions', { signal })),
})
export const endSession = (id: string) =>
  call(api.DELETE('/api/users/me/sessions/{id}', { params: { path: { id } } }))

export const preferencesQuery = queryOptions({
  queryKey: ['notification-preferences'],
  queryFn: ({ signal }): Promise<Preferences> =>
    call(api.GET('/api/users/me/notification-preferences', { signal })),
})
export const savePreferences = (body: PreferencesChange) =>
  call(api.PUT('/api/users/me/notification-preferences', { body }))

export const exportMe = () => call(api.GET('/api/users/me/export'))
export const deleteMe = (password: string) => call(api.DELETE('/api/users/me', { body: { password } }))
