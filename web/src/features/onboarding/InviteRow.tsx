import { X } from 'lucide-react'
import type { Role } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { IconButton } from '@/shared/ui/IconButton'
import { Select } from '@/shared/ui/Select'
import { TextField } from '@/shared/ui/TextField'
import type { Row } from './use-invites'

type Props = {
  row: Row
  index: number
  onEmail: (email: string) => void
  onRole: (role: Role) => void
  onRemove: (() => void) | undefined
}

export function InviteRow({ row, index, onEmail, onRole, onRemove }: Props) {
  const { t } = useTranslation('onboarding')
  const { t: common } = useTranslation('common')
  const can = useCan()
  const roles: Role[] = can('members.invite_managers')
    ? ['admin', 'manager', 'member', 'viewer']
    : ['member', 'viewer']
  const place = { number: index + 1 }
  return (
    <li className="flex items-start gap-2">
      <div className="grid min-w-0 grow gap-2 sm:grid-cols-[minmax(0,1fr)_11rem]">
        <TextField
          hideLabel
          label={t('team.email', place)}
          type="email"
          inputMode="email"
          autoComplete="off"
          ltr
          placeholder={'name@company.com'}
          value={row.email}
          onChange={onEmail}
          errorMessage={row.error}
        />
        <Select
          hideLabel
          label={t('team.role', place)}
          value={row.role}
          onChange={onRole}
          options={roles.map(id => ({ id, label: common(`role.${id}`), hint: t(`role_hint.${id}`) }))}
        />
      </div>
      {onRemove && (
        <IconButton label={t('team.remove', place)} onPress={onRemove}>
          <X />
        </IconButton>
      )}
    </li>
  )
}
