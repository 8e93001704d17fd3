import type { Webhook } from '@/shared/api/types'

/** What people call it: the description, else the host of its address. */
export function webhookName({ description, url }: Pick<Webhook, 'description' | 'url'>): string {
  return description || (URL.canParse(url) ? new URL(url).host : url)
}
