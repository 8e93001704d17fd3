import { KeyRound, MoreHorizontal, Pencil, Trash2 } from 'lucide-react'
import { ScopeSummary } from '@/shared/access/ScopeSummary'
import type { OAuthApp } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Translate } from '@/shared/i18n/words'
import { Ago } from '@/shared/ui/Ago'
import { Badge } from '@/shared/ui/Badge'
import { IconButton } from '@/shared/ui/IconButton'
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu'
import { columnsOf } from '@/shared/ui/table-columns'
import type { OpenApp } from './AppDialogs'

const column = columnsOf<OAuthApp>()

export function appColumns(t: Translate<'apps'>, onOpen: ((open: OpenApp) => void) | undefined) {
  return [
    column.accessor('name', {
      header: t('column.name'),
      meta: { phone: 'title' },
      cell: ({ row: { original } }) => (
        <div className="min-w-0">
          <bdi className="block truncate font-medium">{original.name}</bdi>
          <span className="ltr font-mono text-xs break-all text-muted">{original.client_id}</span>
        </div>
      ),
    }),
    column.accessor('confidential', {
      header: t('column.kind'),
      cell: ({ row }) => <Badge>{t(row.original.confidential ? 'kind.confidential' : 'kind.public')}</Badge>,
    }),
    column.accessor('scopes', {
      header: t('column.scopes'),
      cell: ({ row }) => <ScopeSummary scopes={row.original.scopes} />,
    }),
    column.accessor('redirect_uris', {
      header: t('column.redirects'),
      meta: { phone: 'hidden' },
      cell: ({ row }) => <Redirects uris={row.original.redirect_uris} />,
    }),
    column.accessor('last_used_at', {
      header: t('column.last_used'),
      cell: ({ row }) => <Ago at={row.original.last_used_at} />,
    }),
    column.display({
      id: 'actions',
      header: () => <span className="sr-only">{t('column.actions')}</span>,
      meta: { phone: 'actions', align: 'end' },
      cell: ({ row }) => <AppMenu app={row.original} onOpen={onOpen} />,
    }),
  ]
}

function Redirects({ uris }: { uris: string[] }) {
  const { t } = useTranslation('apps')
  const first = uris[0]
  if (!first) return <span className="text-faint">–</span>
  return (
    <div className="max-w-60 text-sm text-muted" title={uris.join('\n')}>
      <div className="ltr truncate">{first}</div>
      {uris.length > 1 && <span className="text-faint">{t('more', { count: uris.length - 1 })}</span>}
    </div>
  )
}

type MenuProps = { app: OAuthApp; onOpen: ((open: OpenApp) => void) | undefined }

function AppMenu({ app, onOpen }: MenuProps) {
  const { t } = useTranslation('apps')
  if (!onOpen) return null
  const label = t('actions_of', { name: app.name })
  return (
    <Menu
      label={label}
      trigger={
        <IconButton label={label}>
          <MoreHorizontal />
        </IconButton>
      }
    >
      <MenuItem icon={<Pencil />} onAction={() => onOpen({ kind: 'edit', app })}>
        {t('action.edit')}
      </MenuItem>
      {app.confidential && (
        <MenuItem icon={<KeyRound />} onAction={() => onOpen({ kind: 'rotate', app })}>
          {t('action.rotate')}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon={<Trash2 />} tone="danger" onAction={() => onOpen({ kind: 'delete', app })}>
        {t('action.delete')}
      </MenuItem>
    </Menu>
  )
}
