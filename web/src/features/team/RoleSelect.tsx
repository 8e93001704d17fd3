import type { Member } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Badge } from '@/shared/ui/Badge'
import { Select } from '@/shared/ui/Select'
import type { MemberChange } from './api'
import type { Open } from './MemberDialogs'
import { useMemberRights } from './use-member-rights'

type Props = {
  member: Member
  onOpen: (open: Open) => void
  onUpdate: (member: Member, change: MemberChange) => void
}

/** The role in place; lowering one's own asks first, because it cannot be taken back alone. */
export function RoleSelect({ member, onOpen, onUpdate }: Props) {
  const { t } = useTranslation('team')
  const { t: common } = useTranslation('common')
  const { mayUpdate, isSelf, grantable } = useMemberRights()
  if (!mayUpdate(member)) return <Badge>{common(`role.${member.role}`)}</Badge>
  return (
    <Select
      label={t('role_of', { name: member.name })}
      hideLabel
      className="-me-3 items-end md:me-0 md:-ms-3 md:items-start"
      quiet
      value={member.role}
      onChange={role => {
        if (role === member.role) return
        if (isSelf(member)) onOpen({ kind: 'own-role', member, role })
        else onUpdate(member, { role })
      }}
      options={grantable.map(role => ({
        id: role,
        label: common(`role.${role}`),
        hint: t(`role_short.${role}`),
      }))}
    />
  )
}
