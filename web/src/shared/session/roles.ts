import type { Role } from '@/shared/api/types'

/** Weakest first. */
const ROLES: Role[] = ['viewer', 'member', 'manager', 'admin']

/** Strongest first, as people look for them. */
export const ALL_ROLES = [...ROLES].reverse()

/** Nobody may give, or change somebody who has, a role above their own. */
export const isAtMost = (role: Role, own: Role | null | undefined) =>
  own ? ROLES.indexOf(role) <= ROLES.indexOf(own) : false
