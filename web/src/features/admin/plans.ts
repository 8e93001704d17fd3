import type { Plan } from '@/shared/api/types'

/** Smallest first. */
export const PLANS: Plan[] = ['free', 'starter', 'professional', 'enterprise']

const GB = 1024 ** 3

/** What is typed to what is sent: empty is unlimited. */
export const toLimit = (text: string): number | null => (text.trim() === '' ? null : Math.round(Number(text)))

export const toBytes = (gigabytes: string): number | null =>
  gigabytes.trim() === '' ? null : Math.round(Number(gigabytes) * GB)

export const toText = (limit: number | null): string => (limit === null ? '' : String(limit))

/** Three decimals at most: nobody sells bytes. */
export const toGigabytes = (bytes: number | null): string =>
  bytes === null ? '' : String(Number((bytes / GB).toFixed(3)))
