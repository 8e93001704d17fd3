// Short names for the shapes of the generated document.
import type { components } from './schema'

type Schemas = components['schemas']

export type User = Schemas['User']
export type Context = Schemas['Context']
export type UserOrg = Schemas['UserOrg']
export type Role = Schemas['Role']
export type Login = Schemas['Login']
export type Notification = Schemas['Notification']
export type PublicInvitation = Schemas['PublicInvitation']
