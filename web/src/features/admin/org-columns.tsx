import { Ban, MoreHorizontal, RotateCcw } from 'lucide-react'
import type { PlanName } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Translate } from '@/shared/i18n/words'
import { Ago } from '@/shared/ui/Ago'
import { Avatar } from '@/shared/ui/Avatar'
import { Badge } from '@/shared/ui/Badge'
import { IconButton } from '@/shared/ui/IconButton'
import { Menu, MenuItem } from '@/shared/ui/Menu'
import { Select } from '@/shared/ui/Select'
import { columnsOf } from '@/shared/ui/table-columns'
import type { OrgRow } from './api'
import { PLANS } from './plans'
import { Count } from './user-columns'

export type OrgDeed =
  | { kind: 'suspend' | 'unsuspend'; org: OrgRow }
  | { kind: 'plan'; org: OrgRow; plan: PlanName }

const column = columnsOf<OrgRow>()

export function orgColumns(t: Translate<'admin'>, onDeed: (deed: OrgDeed) => void) {
  return [
    column.accessor('name', {
      header: t('column.organization'),
      meta: { sort: 'name', phone: 'title' },
      cell: ({ row }) => <Name org={row.original} />,
    }),
    column.accessor('plan', {
      header: t('column.plan'),
      cell: ({ row }) => <PlanSelect org={row.original} onDeed={onDeed} />,
    }),
    column.display({
      id: 'state',
      header: t('column.state'),
      cell: ({ row }) => <State org={row.original} />,
    }),
    column.accessor('members', {
      header: t('column.members'),
      cell: ({ row }) => <Count value={row.original.members} />,
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
      cell: ({ row }) => <OrgMenu org={row.original} onDeed={onDeed} />,
    }),
  ]
}

function Name({ org }: { org: OrgRow }) {
  const { t } = useTranslation('admin')
  const format = useFormat()
  const admins = org.admins?.map(name => `\u2068${name}\u2069`) ?? []
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Avatar square name={org.name} />
      <div className="min-w-0">
        <bdi className="block truncate font-medium">{org.name}</bdi>
        {admins.length > 0 && (
          <div className="max-w-64 truncate text-sm text-muted">
            {t('orgs.admins', { names: format.list(admins) })}
          </div>
        )}
      </div>
    </div>
  )
}

function PlanSelect({ org, onDeed }: { org: OrgRow; onDeed: (deed: OrgDeed) => void }) {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation('common')
  return (
    <Select
      label={t('orgs.plan_of', { name: org.name })}
      hideLabel
      className="items-end md:-ms-3 md:items-start"
      quiet
      value={org.plan}
      onChange={plan => plan !== org.plan && onDeed({ kind: 'plan', org, plan })}
      options={PLANS.map(id => ({ id, label: common(`plan.${id}`) }))}
    />
  )
}

function State({ org }: { org: OrgRow }) {
  const { t } = useTranslation('admin')
  const format = useFormat()
  if (org.deletes_at)
    return <Badge tone="danger">{t('orgs.deletes', { ago: format.ago(org.deletes_at) })}</Badge>
  return (
    <Badge dot tone={org.suspended ? 'warn' : 'ok'}>
      {t(org.suspended ? 'orgs.suspended' : 'orgs.active')}
    </Badge>
  )
}

function OrgMenu({ org, onDeed }: { org: OrgRow; onDeed: (deed: OrgDeed) => void }) {
  const { t } = useTranslation('admin')
  const label = t('actions_of', { name: org.name })
  return (
    <Menu
      label={label}
      trigger={
        <IconButton label={label}>
          <MoreHorizontal />
        </IconButton>
      }
    >
      <MenuItem
        icon={org.suspended ? <RotateCcw /> : <Ban />}
        tone={org.suspended ? 'default' : 'danger'}
        onAction={() => onDeed({ kind: org.suspended ? 'unsuspend' : 'suspend', org })}
      >
        {t(org.suspended ? 'unsuspend.confirm' : 'suspend.confirm')}
      </MenuItem>
    </Menu>
  )
}
