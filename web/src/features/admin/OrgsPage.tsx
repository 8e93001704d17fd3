import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { SearchField } from '@/shared/ui/SearchField'
import { Select } from '@/shared/ui/Select'
import { Table } from '@/shared/ui/Table'
import { adminOrgsQuery, type ListSearch, type OrgRow } from './api'
import { OrgDialog } from './OrgDialog'
import { type OrgDeed, orgColumns } from './org-columns'
import { PLANS } from './plans'

export function OrgsPage({ search }: { search: ListSearch }) {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation('common')
  const setSearch = useSetSearch<ListSearch>()
  const [deed, setDeed] = useState<OrgDeed>()
  const query = useQuery(adminOrgsQuery(search))
  const columns = useMemo(() => orgColumns(t, setDeed), [t])
  return (
    <Card flush>
      <div className="flex flex-wrap gap-3 px-5 pb-4 sm:px-6">
        <SearchField label={t('orgs.search')} value={search.q ?? ''} onChange={q => setSearch({ q })} />
        <Select
          label={t('column.plan')}
          hideLabel
          className="w-44 grow sm:grow-0"
          value={search.plan ?? 'all'}
          onChange={plan => setSearch({ plan: plan === 'all' ? undefined : plan })}
          options={[
            { id: 'all', label: t('orgs.every_plan') },
            ...PLANS.map(id => ({ id: id as string, label: common(`plan.${id}`) })),
          ]}
        />
      </div>
      <Table<OrgRow>
        label={t('tab.organizations')}
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
              <Button onPress={() => setSearch({ q: undefined, plan: undefined })}>
                {common('action.clear')}
              </Button>
            }
          >
            {t('none.body')}
          </EmptyState>
        }
      />
      {deed && <OrgDialog deed={deed} onClose={() => setDeed(undefined)} />}
    </Card>
  )
}
