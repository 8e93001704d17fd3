import { useQuery } from '@tanstack/react-query'
import type { Member, Role } from '@/shared/api/types'
import { contextQuery, useCan } from '@/shared/session/queries'
import { ALL_ROLES, isAtMost } from '@/shared/session/roles'

/** What this person may do to members, as the server will decide. */
export function useMemberRights() {
  const can = useCan()
  const { data: context } = useQuery(contextQuery)
  const own = context?.role
  const isBelow = (member: Member) => isAtMost(member.role, own)
  return {
    isSelf: (member: Member) => member.id === context?.member_id,
    mayUpdate: (member: Member) => can('members.update') && isBelow(member),
    mayRemove: (member: Member) => can('members.remove') && isBelow(member),
    mayInvite: can('members.invite'),
    grantable: ALL_ROLES.filter(role => isAtMost(role, own)),
    invitable: ALL_ROLES.filter(
      (role: Role) =>
        isAtMost(role, own) && (role === 'member' || role === 'viewer' || can('members.invite_managers')),
    ),
  }
}
