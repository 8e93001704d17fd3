import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { isApiError } from '@/shared/api/error'
import type { Member } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Ago } from '@/shared/ui/Ago'
import { Avatar } from '@/shared/ui/Avatar'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ButtonLink } from '@/shared/ui/Link'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Skeleton } from '@/shared/ui/Skeleton'
import { type MemberChange, memberQuery } from './api'
import { MemberDialogs, type Open } from './MemberDialogs'
import { MemberMenu } from './MemberMenu'
import { Mfa, StatusBadge } from './member-columns'
import { RoleSelect } from './RoleSelect'
import { useMemberRights } from './use-member-rights'
import { useUpdateMember } from './use-update-member'

/** `activity` is the feed of this member, which another feature draws. */
export function MemberPage({ id, activity }: { id: string; activity: React.ReactNode }) {
  const { t } = useTranslation('team')
  const { t: common } = useTranslation('common')
  const { data, error, refetch } = useQuery(memberQuery(useOrgId(), id))
  const trail = [{ label: t('title'), to: '/team' }]
  if (error && !data)
    return (
      <>
        <PageHeader title={common('nav.team')} trail={trail} />
        <Card>
          <ErrorState
            error={error}
            title={isApiError(error, 'not_found') ? t('gone') : undefined}
            onRetry={isApiError(error, 'not_found') ? undefined : refetch}
            action={<ButtonLink to="/team">{t('to_team')}</ButtonLink>}
          />
        </Card>
      </>
    )
  return (
    <>
      {data ? (
        <Loaded member={data} trail={trail} />
      ) : (
        <>
          <Skeleton className="mb-7 h-16 w-72" />
          <Skeleton className="mb-6 h-44 w-full rounded-lg" />
        </>
      )}
      {activity}
    </>
  )
}

function Loaded({ member, trail }: { member: Member; trail: { label: string; to: string }[] }) {
  const navigate = useNavigate()
  const [open, setOpen] = useState<Open>()
  const update = useUpdateMember(found => setOpen({ kind: 'last-admin', member: found }))
  const onUpdate = (found: Member, change: MemberChange) => update.mutate({ member: found, change })
  return (
    <>
      <PageHeader
        title={member.name}
        trail={trail}
        badge={<StatusBadge member={member} />}
        description={<span className="ltr">{member.email}</span>}
        actions={<MemberMenu member={member} onOpen={setOpen} onUpdate={onUpdate} />}
      />
      <Card className="mb-6">
        <div className="flex flex-col gap-6 sm:flex-row">
          <Avatar name={member.name} src={member.picture_url} size="xl" />
          <Facts member={member} onOpen={setOpen} onUpdate={onUpdate} />
        </div>
      </Card>
      <MemberDialogs
        open={open}
        onClose={() => setOpen(undefined)}
        onRemoved={() => void navigate({ to: '/team' })}
        update={update}
      />
    </>
  )
}

type FactsProps = {
  member: Member
  onOpen: (open: Open) => void
  onUpdate: (member: Member, change: MemberChange) => void
}

function Facts({ member, onOpen, onUpdate }: FactsProps) {
  const { t } = useTranslation('team')
  const format = useFormat()
  const { mayUpdate } = useMemberRights()
  const facts: [string, React.ReactNode][] = [
    [t('column.role'), <RoleSelect key="role" member={member} onOpen={onOpen} onUpdate={onUpdate} />],
    [t('column.mfa'), <Mfa key="mfa" isOn={member.mfa_enabled} />],
    [
      t('accounts.label'),
      <span key="accounts" className="flex flex-wrap items-center gap-2">
        {member.ad_account_ids
          ? t('accounts.limited', { count: member.ad_account_ids.length })
          : t('accounts.all')}
        {mayUpdate(member) && (
          <Button size="sm" variant="ghost" onPress={() => onOpen({ kind: 'accounts', member })}>
            {t('accounts.change')}
          </Button>
        )}
      </span>,
    ],
    [t('column.last_active'), <Ago key="active" at={member.last_active_at} />],
    [
      t('column.joined'),
      <time key="joined" dateTime={member.joined_at} className="text-muted">
        {format.date(member.joined_at)}
      </time>,
    ],
  ]
  return (
    <dl className="grid grow gap-x-8 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
      {facts.map(([name, value]) => (
        <div key={name} className="flex flex-col gap-1.5">
          <dt className="text-sm text-muted">{name}</dt>
          <dd className="max-md:[&>div]:-ms-3 max-md:[&>div]:items-start">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
