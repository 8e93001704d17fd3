import { MoreHorizontal, ShieldCheck, ShieldOff, UserCheck, UserX } from 'lucide-react'
import type { AdminUser } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Translate } from '@/shared/i18n/words'
import { useMe } from '@/shared/session/queries'
import { Ago } from '@/shared/ui/Ago'
import { Avatar } from '@/shared/ui/Avatar'
import { Badge } from '@/shared/ui/Badge'
import { IconButton } from '@/shared/ui/IconButton'
import { Menu, MenuItem } from '@/shared/ui/Menu'
import { columnsOf } from '@/shared/ui/table-columns'

export type UserDeed = { kind: 'disable' | 'enable' | 'promote' | 'demote'; user: AdminUser }

const column = columnsOf<AdminUser>()

export function userColumns(t: Translate<'admin'>, onDeed: (deed: UserDeed) => void) {
  return [
    column.accessor('name', {
      header: t('column.name'),
      meta: { sort: 'name', phone: 'title' },
      cell: ({ row: { original } }) => (
        <div className="flex min-w-0 items-center gap-3">
          <Avatar name={original.name} />
          <div className="min-w-0">
            <bdi className="block truncate font-medium">{original.name}</bdi>
            <div className="ltr truncate text-sm text-muted">{original.email}</div>
          </div>
        </div>
      ),
    }),
    column.display({
      id: 'state',
      header: t('column.state'),
      cell: ({ row }) => <States user={row.original} />,
    }),
    column.accessor('mfa_enabled', {
      header: t('column.mfa'),
      cell: ({ row }) => (
        <span className={row.original.mfa_enabled ? 'text-ok-text' : 'text-faint'}>
          {t(row.original.mfa_enabled ? 'mfa.on' : 'mfa.off')}
        </span>
      ),
    }),
    column.accessor('orgs', {
      header: t('column.orgs'),
      meta: { align: 'end' },
      cell: ({ row }) => <Count value={row.original.orgs} />,
    }),
    column.accessor('last_seen_at', {
      header: t('column.last_seen'),
      meta: { sort: 'last_seen_at' },
      cell: ({ row }) => <Ago at={row.original.last_seen_at} />,
    }),
    column.accessor('created_at', {
      header: t('column.created'),
      meta: { sort: 'created_at', phone: 'hidden' },
      cell: ({ row }) => <Ago at={row.original.created_at} />,
    }),
    column.display({
      id: 'actions',
      header: () => <span className="sr-only">{t('column.actions')}</span>,
      meta: { phone: 'actions', align: 'end' },
      cell: ({ row }) => <UserMenu user={row.original} onDeed={onDeed} />,
    }),
  ]
}

export function Count({ value }: { value: number }) {
  const format = useFormat()
  return <span className="tabular">{format.number(value)}</span>
}

function States({ user }: { user: AdminUser }) {
  const { t } = useTranslation('admin')
  return (
    <span className="inline-flex flex-wrap justify-end gap-1.5 md:justify-start">
      <Badge dot tone={user.disabled ? 'danger' : 'ok'}>
        {t(user.disabled ? 'users.disabled' : 'users.enabled')}
      </Badge>
      {user.is_instance_admin && <Badge tone="accent">{t('users.admin')}</Badge>}
      {!user.email_verified && <Badge tone="warn">{t('users.unverified')}</Badge>}
    </span>
  )
}

function UserMenu({ user, onDeed }: { user: AdminUser; onDeed: (deed: UserDeed) => void }) {
  const { t } = useTranslation('admin')
  const me = useMe()
  // Nobody locks themselves out.
  if (me?.id === user.id) return null
  const label = t('actions_of', { name: user.name })
  return (
    <Menu
      label={label}
      trigger={
        <IconButton label={label} className="-me-2.5">
          <MoreHorizontal />
        </IconButton>
      }
    >
      <MenuItem
        icon={user.is_instance_admin ? <ShieldOff /> : <ShieldCheck />}
        onAction={() => onDeed({ kind: user.is_instance_admin ? 'demote' : 'promote', user })}
      >
        {t(user.is_instance_admin ? 'demote.confirm' : 'promote.confirm')}
      </MenuItem>
      <MenuItem
        icon={user.disabled ? <UserCheck /> : <UserX />}
        tone={user.disabled ? 'default' : 'danger'}
        onAction={() => onDeed({ kind: user.disabled ? 'enable' : 'disable', user })}
      >
        {t(user.disabled ? 'enable.confirm' : 'disable.confirm')}
      </MenuItem>
    </Menu>
  )
}
