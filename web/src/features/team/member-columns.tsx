import { ShieldAlert, ShieldCheck } from 'lucide-react'
import type { Member } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Translate } from '@/shared/i18n/words'
import { Ago } from '@/shared/ui/Ago'
import { Avatar } from '@/shared/ui/Avatar'
import { Badge } from '@/shared/ui/Badge'
import { Link } from '@/shared/ui/Link'
import { columnsOf } from '@/shared/ui/table-columns'
import type { MemberChange } from './api'
import type { Open } from './MemberDialogs'
import { MemberMenu } from './MemberMenu'
import { RoleSelect } from './RoleSelect'
import { useMemberRights } from './use-member-rights'
import { useIsOnline } from './use-online'

const column = columnsOf<Member>()

type Options = {
  t: Translate<'team'>
  onOpen: (open: Open) => void
  onUpdate: (member: Member, change: MemberChange) => void
}

export function memberColumns({ t, onOpen, onUpdate }: Options) {
  return [
    column.accessor('name', {
      header: t('column.name'),
      meta: { sort: 'name', phone: 'title' },
      cell: ({ row }) => <Person member={row.original} />,
    }),
    column.accessor('role', {
      header: t('column.role'),
      meta: { sort: 'role' },
      cell: ({ row }) => <RoleSelect member={row.original} onOpen={onOpen} onUpdate={onUpdate} />,
    }),
    column.accessor('status', {
      header: t('column.status'),
      cell: ({ row }) => <StatusBadge member={row.original} />,
    }),
    column.accessor('mfa_enabled', {
      header: t('column.mfa'),
      cell: ({ row }) => <Mfa isOn={row.original.mfa_enabled} />,
    }),
    column.accessor('last_active_at', {
      header: t('column.last_active'),
      meta: { sort: 'last_active_at' },
      cell: ({ row }) => <Ago at={row.original.last_active_at} />,
    }),
    column.display({
      id: 'actions',
      header: () => <span className="sr-only">{t('column.actions')}</span>,
      meta: { phone: 'actions', align: 'end' },
      cell: ({ row }) => <MemberMenu member={row.original} onOpen={onOpen} onUpdate={onUpdate} />,
    }),
  ]
}

function Person({ member }: { member: Member }) {
  const { t } = useTranslation('team')
  const { isSelf } = useMemberRights()
  const isOnline = useIsOnline(member.user_id)
  return (
    <div className="flex min-w-0 items-center gap-3">
      <span className="relative shrink-0">
        <Avatar name={member.name} src={member.picture_url} />
        {isOnline && (
          <span
            role="img"
            aria-label={t('online')}
            title={t('online')}
            className="absolute -end-0.5 -bottom-0.5 size-3 rounded-full border-2 border-surface bg-ok-text"
          />
        )}
      </span>
      <div className="min-w-0">
        <div className="flex items-center gap-2">
          <Link to="/team/$memberId" params={{ memberId: member.id }} quiet className="min-w-0 font-medium">
            <bdi className="block truncate">{member.name}</bdi>
          </Link>
          {isSelf(member) && <Badge tone="accent">{t('you')}</Badge>}
        </div>
        <div className="ltr truncate text-sm text-muted">{member.email}</div>
      </div>
    </div>
  )
}

export function StatusBadge({ member }: { member: Member }) {
  const { t } = useTranslation('team')
  const tone = member.status === 'active' ? 'ok' : 'warn'
  return (
    <span className="inline-flex flex-wrap gap-1.5 align-middle">
      <Badge dot tone={tone}>
        {t(`status.${member.status}`)}
      </Badge>
      {member.ad_account_ids && (
        <Badge>{t('accounts.limited', { count: member.ad_account_ids.length })}</Badge>
      )}
    </span>
  )
}

export function Mfa({ isOn }: { isOn: boolean }) {
  const { t } = useTranslation('team')
  const Icon = isOn ? ShieldCheck : ShieldAlert
  return (
    <span
      className={`inline-flex items-center gap-1.5 align-middle text-sm md:text-base ${isOn ? 'text-ok-text' : 'text-faint'}`}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      {t(isOn ? 'mfa.on' : 'mfa.off')}
    </span>
  )
}
