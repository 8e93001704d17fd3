// Short names for the shapes of the generated document, with the words it only describes written out.
import type { components } from './schema'

type Schemas = components['schemas']

export type Role = 'admin' | 'manager' | 'member' | 'viewer'
export type PlanName = 'free' | 'starter' | 'professional' | 'enterprise'
export type Theme = 'system' | 'light' | 'dark'
export type Locale = 'ar' | 'en'

/** What the document calls plain text although only few words are possible, by the field's name. */
type Words = { role: Role; plan: PlanName; theme: Theme; locale: Locale }

/** Fields whose words depend on the object they stand in, told apart by a field only it has. */
type WordsOf<T> = T extends { ad_account_ids?: unknown; joined_at: string }
  ? Words & { status: 'active' | 'suspended' }
  : T extends { invited_by: unknown; status: string }
    ? Words & { status: 'pending' | 'accepted' | 'revoked' | 'expired' }
    : T extends { job_id: string }
      ? Words & { status: 'queued' | 'running' | 'succeeded' | 'failed' }
      : T extends { key: string; status: string }
        ? Words & { key: StepKey; status: StepStatus }
        : T extends { orgs: number; ai_requests?: number | null }
          ? 'ai_requests' extends keyof T
            ? Words & { name: PlanName }
            : Words
          : Words

/** The same shape with the known words in place of `string`, all the way down. */
export type Narrow<T> = T extends (infer Item)[]
  ? Narrow<Item>[]
  : T extends object
    ? { [K in keyof T]: K extends keyof WordsOf<T> ? Narrowed<T[K], WordsOf<T>[K]> : Narrow<T[K]> }
    : T
type Narrowed<T, Word> = string extends T
  ? Word
  : T extends string
    ? Word
    : Narrow<T>
