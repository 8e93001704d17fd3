import { useQuery } from '@tanstack/react-query'
import { Inbox } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import type { ReceivedWebhook } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { useOrgId } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { FilterPills } from '@/shared/ui/FilterPills'
import { Table } from '@/shared/ui/Table'
import { type ReceivedSearch, receivedQuery } from './api'
import { ReceivedSheet } from './ReceivedSheet'
import { receivedColumns } from './received-columns'

const STATES = ['received', 'processed', 'retrying', 'failed', 'ignored'] as const

type Props = {
  /** Of one integration only. */
  integration?: string
  search: ReceivedSearch
  filter?: ReactNode
}

/** What platforms announced, and what followed here. */
export function ReceivedCard({ integration, search, filter }: Props) {
  const { t } = useTranslation('integrations')
  const setSearch = useSetSearch<ReceivedSearch>()
  const [shown, setShown] = useState<ReceivedWebhook>()
  const query = useQuery(receivedQuery(useOrgId(), integration, search))
  const columns = useMemo(() => receivedColumns(t, setShown, integration === undefined), [t, integration])
  return (
    <Card flush title={t('received.title')} description={t('received.lead')}>
      <div className="flex flex-col gap-2 px-5 pb-4 sm:px-6">
        {filter}
        <FilterPills
          label={t('received.column.state')}
          value={search.state ?? 'all'}
          onChange={state => setSearch({ state: state === 'all' ? undefined : state })}
          options={[
            { id: 'all', label: t('received.all') },
            ...STATES.map(id => ({ id: id as string, label: t(`received.state.${id}`) })),
          ]}
        />
      </div>
      <Table<ReceivedWebhook>
        label={t('received.title')}
        columns={columns}
        data={query.data}
        error={query.error}
        onRetry={query.refetch}
        isStale={query.isPlaceholderData}
        onPage={page => setSearch({ page: String(page) })}
        skeletonRows={4}
        empty={
          <EmptyState
            icon={<Inbox />}
            title={t(search.state || search.platform ? 'received.no_match' : 'received.none')}
          >
            {t('received.none_body')}
          </EmptyState>
        }
      />
      <ReceivedSheet received={shown} onClose={() => setShown(undefined)} />
    </Card>
  )
}
