import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { AdminUser } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { SearchField } from '@/shared/ui/SearchField'
import { Table } from '@/shared/ui/Table'
import { type ListSearch, usersQuery } from './api'
import { UserDialog } from './UserDialog'
import { type UserDeed, userColumns } from './user-columns'

export function UsersPage({ search }: { search: ListSearch }) {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation('common')
  const setSearch = useSetSearch<ListSearch>()
  const [deed, setDeed] = useState<UserDeed>()
  const query = useQuery(usersQuery(search))
  const columns = useMemo(() => userColumns(t, setDeed), [t])
  return (
    <Card flush>
      <div className="px-5 pb-4 sm:px-6">
        <SearchField
          label={t('users.search')}
          value={search.q ?? ''}
          onChange={q => setSearch({ q })}
          className="sm:max-w-sm"
        />
      </div>
      <Table<AdminUser>
        label={t('tab.users')}
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
            action={<Button onPress={() => setSearch({ q: undefined })}>{common('action.clear')}</Button>}
          >
            {t('none.body')}
          </EmptyState>
        }
      />
      {deed && <UserDialog deed={deed} onClose={() => setDeed(undefined)} />}
    </Card>
  )
}
