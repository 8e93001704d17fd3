import { useQuery } from '@tanstack/react-query'
import { MailPlus } from 'lucide-react'
import { useMemo } from 'react'
import type { Invitation } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { FilterPills } from '@/shared/ui/FilterPills'
import { Table } from '@/shared/ui/Table'
import { invitationsQuery } from './api'
import { invitationColumns } from './invitation-columns'
import { type OpenInvite, TeamFrame } from './TeamFrame'
import { useMemberRights } from './use-member-rights'

const STATES = ['pending', 'accepted', 'expired', 'revoked'] as const

type Search = { status?: string; page?: string }

export function InvitationsPage({ search }: { search: Search }) {
  return <TeamFrame>{openInvite => <Invitations search={search} openInvite={openInvite} />}</TeamFrame>
}

function Invitations({ search, openInvite }: { search: Search; openInvite: OpenInvite }) {
  const { t } = useTranslation('team')
  const { t: common } = useTranslation('common')
  const org = useOrgId()
  const setSearch = useSetSearch<Search>()
  const { mayInvite } = useMemberRights()
  const query = useQuery(invitationsQuery(org, search))
  const columns = useMemo(() => invitationColumns(t), [t])
  const hasNone = query.data?.total === 0 && !search.status
  return (
    <Card flush>
      <div className="px-5 pb-4 sm:px-6" hidden={hasNone}>
        <FilterPills
          label={t('column.status')}
          value={search.status ?? ''}
          onChange={status => setSearch({ status })}
          options={[
            { id: '', label: common('filter.all') },
            ...STATES.map(id => ({ id: id as string, label: t(`invitation.${id}`) })),
          ]}
        />
      </div>
      <Table<Invitation>
        label={t('tab.invitations')}
        columns={columns}
        data={query.data}
        error={query.error}
        onRetry={query.refetch}
        isStale={query.isPlaceholderData}
        onPage={page => setSearch({ page: String(page) })}
        empty={
          <EmptyState
            icon={<MailPlus />}
            title={t(search.status ? 'invitation.none_such' : 'invitation.none_title')}
            action={
              search.status ? (
                <Button onPress={() => setSearch({ status: undefined })}>{common('action.clear')}</Button>
              ) : (
                mayInvite && (
                  <Button variant="primary" onPress={() => openInvite()}>
                    {t('invite.open')}
                  </Button>
                )
              )
            }
          >
            {t('invitation.none_body')}
          </EmptyState>
        }
      />
    </Card>
  )
}
