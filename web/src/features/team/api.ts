import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, call, callPage, ifMatch, several } from '@/shared/api/client'
import type { Invitation, Member, Role } from '@/shared/api/types'

export type MemberSearch = { q?: string; role?: string; status?: string; sort?: string; page?: string }

export const membersKey = (org: string) => ['org', org, 'members'] as const

export const membersQuery = (org: string, search: MemberSearch) =>
  queryOptions({
    queryKey: [...membersKey(org), search],
    queryFn: ({ signal }) => {
      const { q, role, status, sort, page } = search
      return callPage(
        api.GET('/api/orgs/{org_id}/members', {
          params: {
            path: { org_id: org },
            query: {
              q,
              role: several(role),
              status: several(status),
              sort: several(sort),
              page: Number(page) || 1,
            },
          },
          signal,
        }),
      )
    },
    placeholderData: keepPreviousData,
  })

export const memberQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['org', org, 'member', id],
    queryFn: ({ signal }) =>
      call(api.GET('/api/orgs/{org_id}/members/{id}', { params: { path: { org_id: org, id } }, signal })),
  })

export const presenceQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'presence'],
    queryFn: ({ signal }) =>
      call(api.GET('/api/orgs/{org_id}/presence', { params: { path: { org_id: org } }, signal })),
  })

export type MemberChange = Partial<Pick<Member, 'role' | 'status' | 'ad_account_ids'>>

export const updateMember = (org: string, { id, version }: Member, body: MemberChange) =>
  call(
    api.PATCH('/api/orgs/{org_id}/members/{id}', {
      params: { path: { org_id: org, id } },
      headers: ifMatch(version),
      body,
    }),
  )

export const removeMember = (org: string, id: string) =>
  call(api.DELETE('/api/orgs/{org_id}/members/{id}', { params: { path: { org_id: org, id } } }))

export const invitationsKey = (org: string) => ['org', org, 'invitations'] as const

export const invitationsQuery = (org: string, search: { status?: string; page?: string }) =>
  queryOptions({
    queryKey: [...invitationsKey(org), search],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/invitations', {
          params: {
            path: { org_id: org },
            query: { status: several(search.status), page: Number(search.page) || 1 },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export type NewInvitation = { email: string; role: Role; message?: string; locale?: 'ar' | 'en' }

export const invite = (org: string, body: NewInvitation) =>
  call(api.POST('/api/orgs/{org_id}/invitations', { params: { path: { org_id: org } }, body }))

export const resendInvitation = (org: string, { id }: Invitation) =>
  call(api.POST('/api/orgs/{org_id}/invitations/{id}/resend', { params: { path: { org_id: org, id } } }))

export const revokeInvitation = (org: string, { id }: Invitation) =>
  call(api.DELETE('/api/orgs/{org_id}/invitations/{id}', { params: { path: { org_id: org, id } } }))
