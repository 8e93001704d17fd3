import type { SpendApproval } from '@/shared/api/types'

type Asked = Pick<SpendApproval, 'state' | 'is_current' | 'asked_by'>

/** What a member may do about something that waits: nobody agrees to what they asked for themselves. */
export function approvalRights(
  { state, is_current, asked_by }: Asked,
  member: string | null | undefined,
  can: (permission: string) => boolean,
) {
  const isOpen = state === 'open'
  const isMine = asked_by != null && asked_by.id === member
  const decides = isOpen && !isMine && can('spending.approve')
  return {
    approve: decides && is_current,
    // Also of what has changed meanwhile: whoever asked may be away.
    reject: decides,
    withdraw: isOpen && isMine && can('campaigns.activate'),
  }
}
