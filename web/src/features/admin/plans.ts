import type { PlanName } from '@/shared/api/types'

/** Smallest first. */
export const PLANS: PlanName[] = ['free', 'starter', 'professional', 'enterprise']

const GB = 1024 ** 3

/** What is typed to what is sent: empty is unlimited. */
export const toLimit = (text: string): number | null => (text.trim() === '' ? null : Math.round(Number(text)))

export const toBytes = (gigabytes: string): number | null =>
  gigabytes.trim() === '' ? null : Math.round(Number(gigabytes) * GB)

export const toText = (limit: number | null | undefined): string => (limit == null ? '' : String(limit))

/** Three decimals at most: nobody sells bytes. */
export const toGigabytes = (bytes: number | null | undefined): string =>
  bytes == null ? '' : String(Number((bytes / GB).toFixed(3)))
