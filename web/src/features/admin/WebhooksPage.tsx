import { useQuery } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { SearchField } from '@/shared/ui/SearchField'
import { Table } from '@/shared/ui/Table'
import { type FailedWebhook, failedWebhooksQuery, type ListSearch } from './api'
import { failedWebhookColumns } from './failed-webhook-columns'

export function WebhooksPage({ search }: { search: ListSearch }) {
  const { t } = useTranslation('admin')
  const setSearch = useSetSearch<ListSearch>()
  const query = useQuery(failedWebhooksQuery(search))
  const columns = useMemo(() => failedWebhookColumns(t), [t])
  return (
    <Card flush title={t('webhooks.title')} description={t('webhooks.lead')}>
      <div className="flex flex-wrap gap-3 px-5 pb-4 sm:px-6">
        <SearchField label={t('webhooks.search')} value={search.q ?? ''} onChange={q => setSearch({ q })} />
      </div>
      <Table<FailedWebhook>
        label={t('webhooks.title')}
        columns={columns}
        data={query.data}
        error={query.error}
        onRetry={query.refetch}
        isStale={query.isPlaceholderData}
        sort={search.sort}
        onSort={sort => setSearch({ sort })}
        onPage={page => setSearch({ page: String(page) })}
        empty={
          <EmptyState icon={<CircleCheck />} title={t('webhooks.none')}>
            {t('webhooks.none_body')}
          </EmptyState>
        }
      />
    </Card>
  )
}
