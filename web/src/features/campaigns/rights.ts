import type { Campaign } from '@/shared/api/types'

type Can = (permission: string) => boolean

/** What may be done to a campaign, by what it is and who asks. The platform decides over what runs there. */
export function rightsOf({ status, origin, platforms }: Campaign, can: Can) {
  const mayChange = can(status === 'draft' ? 'campaigns.update' : 'campaigns.update_live')
  const isLaunched = status === 'active' || status === 'paused'
  const maySteer = can('campaigns.activate')
  return {
    launch: status === 'draft' && maySteer,
    pause: status === 'active' && maySteer,
    resume: status === 'paused' && maySteer,
    complete: isLaunched && maySteer,
    budget: isLaunched && can('campaigns.update_live'),
    dates: isLaunched && can('campaigns.update_live'),
    edit: mayChange && status !== 'archived',
    duplicate: can('campaigns.create'),
    archive: (status === 'draft' || status === 'completed') && mayChange,
    restore: status === 'archived' && can('campaigns.update'),
    // What a platform knows would come back with the next sync.
    remove: origin === 'here' && can('campaigns.delete') && (status === 'draft' || platforms.length === 0),
  }
}
