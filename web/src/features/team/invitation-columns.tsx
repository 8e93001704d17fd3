import type { Invitation } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Translate } from '@/shared/i18n/words'
import { Ago } from '@/shared/ui/Ago'
import { Badge, type Tone } from '@/shared/ui/Badge'
import { columnsOf } from '@/shared/ui/table-columns'
import { InvitationMenu } from './InvitationMenu'

const column = columnsOf<Invitation>()
const TONE: Record<Invitation['status'], Tone> = {
  pending: 'info',
  accepted: 'ok',
  expired: 'warn',
  revoked: 'neutral',
}

export function invitationColumns(t: Translate<'team'>) {
  return [
    column.accessor('email', {
      header: t('column.email'),
      meta: { phone: 'title' },
      cell: ({ row }) => <Address invitation={row.original} />,
    }),
    column.accessor('status', {
      header: t('column.status'),
      cell: ({ row }) => (
        <Badge dot tone={TONE[row.original.status]}>
          {t(`invitation.${row.original.status}`)}
        </Badge>
      ),
    }),
    column.accessor('invited_by', {
      header: t('column.invited_by'),
      cell: ({ row }) => <bdi>{row.original.invited_by.name}</bdi>,
    }),
    column.accessor('created_at', {
      header: t('column.invited_at'),
      cell: ({ row }) => <Ago at={row.original.created_at} />,
    }),
    column.accessor('expires_at', {
      header: t('column.expires_at'),
      cell: ({ row }) => <Expiry invitation={row.original} />,
    }),
    column.display({
      id: 'actions',
      header: () => <span className="sr-only">{t('column.actions')}</span>,
      meta: { phone: 'actions', align: 'end' },
      cell: ({ row }) => <InvitationMenu invitation={row.original} />,
    }),
  ]
}

function Address({ invitation: { email, role } }: { invitation: Invitation }) {
  const { t } = useTranslation('common')
  return (
    <div className="min-w-0">
      <div className="ltr truncate font-medium">{email}</div>
      <div className="text-sm text-muted">{t(`role.${role}`)}</div>
    </div>
  )
}

function Expiry({ invitation: { status, expires_at } }: { invitation: Invitation }) {
  const format = useFormat()
  if (status === 'accepted' || status === 'revoked') return <span className="text-faint">–</span>
  return (
    <time dateTime={expires_at} title={format.dateTime(expires_at)} className="whitespace-nowrap text-muted">
      {format.ago(expires_at)}
    </time>
  )
}
