import { type UseQueryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { KeyRound, type LucideIcon, MailQuestion, MonitorSmartphone, RotateCw, Users } from 'lucide-react'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { IconButton } from '@/shared/ui/IconButton'
import { Skeleton } from '@/shared/ui/Skeleton'
import { devicesCountQuery, invitationsCountQuery, keysCountQuery, membersCountQuery } from './api'

/** Four numbers, each a way to where it comes from. */
export function StatCards({ org }: { org: string }) {
  const can = useCan()
  return (
    <ul className="grid grid-cols-2 gap-3 sm:gap-4 xl:grid-cols-4">
      {can('members.read') && (
        <>
          <Stat id="members" to="/team" Icon={Users} query={membersCountQuery(org)} />
          <Stat id="invitations" to="/team" Icon={MailQuestion} query={invitationsCountQuery(org)} />
        </>
      )}
      {can('api_keys.read') && (
        <Stat id="keys" to="/integrations/keys" Icon={KeyRound} query={keysCountQuery(org)} />
      )}
      <Stat id="devices" to="/settings/sessions" Icon={MonitorSmartphone} query={devicesCountQuery} />
    </ul>
  )
}

type Props<Data extends { total: number }, Key extends readonly unknown[]> = {
  id: 'members' | 'invitations' | 'keys' | 'devices'
  to: '/team' | '/integrations/keys' | '/settings/sessions'
  Icon: LucideIcon
  query: UseQueryOptions<Data, Error, Data, Key>
}

function Stat<Data extends { total: number }, Key extends readonly unknown[]>(props: Props<Data, Key>) {
  const { id, to, Icon, query } = props
  const { t } = useTranslation('dashboard')
  const format = useFormat()
  const { data, error, refetch } = useQuery(query)
  return (
    <li className="relative rounded-lg border border-line bg-surface p-4 shadow-card transition-colors has-[a:hover]:border-line-strong sm:p-5">
      <span className="grid size-9 place-items-center rounded-md bg-accent-soft text-accent-text">
        <Icon aria-hidden className="size-5" />
      </span>
      <p className="tabular mt-4 flex h-10 items-center text-3xl font-semibold">
        {data ? (
          format.number(data.total)
        ) : error ? (
          <IconButton
            label={t('stat.retry', { name: t(`stat.${id}`) })}
            onPress={() => void refetch()}
            className="z-1 -ms-2"
          >
            <RotateCw />
          </IconButton>
        ) : (
          <Skeleton className="h-8 w-12" />
        )}
      </p>
      <Link
        to={to}
        preload="intent"
        className="text-sm text-muted after:absolute after:inset-0 after:rounded-lg"
      >
        {t(`stat.${id}`)}
      </Link>
    </li>
  )
}
