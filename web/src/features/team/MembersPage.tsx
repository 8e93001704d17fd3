import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Member } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { Table } from '@/shared/ui/Table'
import { type MemberSearch, membersQuery } from './api'
import { MemberDialogs, type Open } from './MemberDialogs'
import { MemberFilters } from './MemberFilters'
import { memberColumns } from './member-columns'
import { type OpenInvite, TeamFrame } from './TeamFrame'
import { useFollowPresence } from './use-online'
import { useUpdateMember } from './use-update-member'

type Props = { search: MemberSearch & { invite?: string } }

export function MembersPage({ search: { invite, ...search } }: Props) {
  return (
    <TeamFrame invite={invite !== undefined}>
      {openInvite => <Members search={search} openInvite={openInvite} />}
    </TeamFrame>
  )
}

function Members({ search, openInvite }: { search: MemberSearch; openInvite: OpenInvite }) {
  const { t } = useTranslation('team')
  const { t: common } = useTranslation('common')
  const org = useOrgId()
  const setSearch = useSetSearch<MemberSearch>()
  useFollowPresence()
  const [open, setOpen] = useState<Open>()
  const query = useQuery(membersQuery(org, search))
  const update = useUpdateMember(member => setOpen({ kind: 'last-admin', member }))
  const { mutate } = update
  const columns = useMemo(
    () => memberColumns({ t, onOpen: setOpen, onUpdate: (member, change) => mutate({ member, change }) }),
    [t, mutate],
  )
  return (
    <Card flush>
      <MemberFilters search={search} onSearch={setSearch} />
      <Table<Member>
        label={t('title')}
        columns={columns}
        data={query.data}
        error={query.error}
        onRetry={query.refetch}
        isStale={query.isPlaceholderData}
        sort={search.sort}
        onSort={sort => setSearch({ sort })}
        onPage={page => setSearch({ page: String(page) })}
        empty={
          <EmptyState
            icon={<SearchX />}
            title={t('none.title')}
            action={
              <Button onPress={() => setSearch({ q: undefined, role: undefined, status: undefined })}>
                {common('action.clear')}
              </Button>
            }
          >
            {t('none.body')}
          </EmptyState>
        }
      />
      <MemberDialogs open={open} onClose={() => setOpen(undefined)} update={update} openInvite={openInvite} />
    </Card>
  )
}
