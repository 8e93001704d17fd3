import { Ban, MoreHorizontal, Pencil } from 'lucide-react'
import { ScopeSummary } from '@/shared/access/ScopeSummary'
import type { ApiKey } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Translate } from '@/shared/i18n/words'
import { Ago } from '@/shared/ui/Ago'
import { Badge, type Tone } from '@/shared/ui/Badge'
import { IconButton } from '@/shared/ui/IconButton'
import { Menu, MenuItem } from '@/shared/ui/Menu'
import { columnsOf } from '@/shared/ui/table-columns'
import { type KeyState, stateOf } from './expiry'
import type { OpenKey } from './KeysPage'

const column = columnsOf<ApiKey>()
const TONE: Record<KeyState, Tone> = { active: 'ok', expiring: 'warn', expired: 'danger', revoked: 'neutral' }

export function keyColumns(t: Translate<'keys'>, onOpen: ((open: OpenKey) => void) | undefined) {
  return [
    column.accessor('name', {
      header: t('column.name'),
      meta: { phone: 'title' },
      cell: ({ row: { original } }) => (
        <div className="min-w-0">
          <bdi className="block truncate font-medium">{original.name}</bdi>
          <span className="ltr font-mono text-xs text-muted">{original.prefix}…</span>
        </div>
      ),
    }),
    column.accessor('scopes', {
      header: t('column.scopes'),
      cell: ({ row }) => <ScopeSummary scopes={row.original.scopes} />,
    }),
    column.display({
      id: 'state',
      header: t('column.state'),
      cell: ({ row }) => <State apiKey={row.original} />,
    }),
    column.accessor('last_used_at', {
      header: t('column.last_used'),
      cell: ({ row }) => <Ago at={row.original.last_used_at} />,
    }),
    column.accessor('expires_at', {
      header: t('column.expires'),
      cell: ({ row: { original } }) =>
        original.expires_at ? <Ago at={original.expires_at} /> : <span>{t('expiry.never')}</span>,
    }),
    column.accessor('created_by', {
      header: t('column.created_by'),
      cell: ({ row: { original } }) => (
        <div>
          <bdi>{original.created_by.name}</bdi>
          <div className="text-sm">
            <Ago at={original.created_at} />
          </div>
        </div>
      ),
    }),
    column.display({
      id: 'actions',
      header: () => <span className="sr-only">{t('column.actions')}</span>,
      meta: { phone: 'actions', align: 'end' },
      cell: ({ row }) => <KeyMenu apiKey={row.original} onOpen={onOpen} />,
    }),
  ]
}

function State({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation('keys')
  const state = stateOf(apiKey)
  return (
    <Badge dot tone={TONE[state]}>
      {t(`state.${state}`)}
    </Badge>
  )
}

type MenuProps = { apiKey: ApiKey; onOpen: ((open: OpenKey) => void) | undefined }

function KeyMenu({ apiKey, onOpen }: MenuProps) {
  const { t } = useTranslation('keys')
  if (!onOpen || apiKey.revoked_at) return null
  const label = t('actions_of', { name: apiKey.name })
  return (
    <Menu
      label={label}
      trigger={
        <IconButton label={label}>
          <MoreHorizontal />
        </IconButton>
      }
    >
      <MenuItem icon={<Pencil />} onAction={() => onOpen({ kind: 'edit', apiKey })}>
        {t('action.edit')}
      </MenuItem>
      <MenuItem icon={<Ban />} tone="danger" onAction={() => onOpen({ kind: 'revoke', apiKey })}>
        {t('action.revoke')}
      </MenuItem>
    </Menu>
  )
}
