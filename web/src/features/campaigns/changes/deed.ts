import type { CampaignChange } from '@/shared/api/types'

/** What a change did, in one word. */
export function deedOf({ kind, before, after }: Pick<CampaignChange, 'kind' | 'before' | 'after'>) {
  if (kind !== 'status') return kind
  if (after.status === 'paused') return 'pause'
  if (after.status === 'completed') return 'complete'
  if (after.status === 'active') return before.status === 'paused' ? 'resume' : 'launch'
  return 'status'
}
