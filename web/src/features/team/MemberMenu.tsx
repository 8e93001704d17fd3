import { useNavigate } from '@tanstack/react-router'
import {
  CircleUserRound,
  MoreHorizontal,
  RotateCcw,
  SlidersHorizontal,
  Trash2,
  UserRoundX,
} from 'lucide-react'
import type { Member } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { IconButton } from '@/shared/ui/IconButton'
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu'
import type { MemberChange } from './api'
import type { Open } from './MemberDialogs'
import { useMemberRights } from './use-member-rights'

type Props = {
  member: Member
  onOpen: (open: Open) => void
  onUpdate: (member: Member, change: MemberChange) => void
}

export function MemberMenu({ member, onOpen, onUpdate }: Props) {
  const { t } = useTranslation('team')
  const navigate = useNavigate()
  const { mayUpdate, mayRemove, isSelf } = useMemberRights()
  const isOther = !isSelf(member)
  return (
    <Menu
      label={t('actions_of', { name: member.name })}
      trigger={
        <IconButton label={t('actions_of', { name: member.name })} className="-me-2.5">
          <MoreHorizontal />
        </IconButton>
      }
    >
      <MenuItem
        icon={<CircleUserRound />}
        onAction={() => void navigate({ to: '/team/$memberId', params: { memberId: member.id } })}
      >
        {t('action.open')}
      </MenuItem>
      {mayUpdate(member) && (
        <MenuItem icon={<SlidersHorizontal />} onAction={() => onOpen({ kind: 'accounts', member })}>
          {t('action.accounts')}
        </MenuItem>
      )}
      {mayUpdate(member) && isOther && member.status === 'active' && (
        <MenuItem icon={<UserRoundX />} onAction={() => onUpdate(member, { status: 'suspended' })}>
          {t('action.suspend')}
        </MenuItem>
      )}
      {mayUpdate(member) && isOther && member.status === 'suspended' && (
        <MenuItem icon={<RotateCcw />} onAction={() => onUpdate(member, { status: 'active' })}>
          {t('action.reactivate')}
        </MenuItem>
      )}
      {mayRemove(member) && isOther && <MenuSeparator />}
      {mayRemove(member) && isOther && (
        <MenuItem icon={<Trash2 />} tone="danger" onAction={() => onOpen({ kind: 'remove', member })}>
          {t('action.remove')}
        </MenuItem>
      )}
    </Menu>
  )
}
