import { useQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { useMemo } from 'react'
import type { Integration, IntegrationLogLine } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { useOrgId } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { FilterPills } from '@/shared/ui/FilterPills'
import { Table } from '@/shared/ui/Table'
import { type LogSearch, logQuery } from './api'
import { logColumns } from './log-columns'

const LEVELS = ['info', 'warning', 'error'] as const

/** What happened to it, line by line. */
export function LogCard({ integration, search }: { integration: Integration; search: LogSearch }) {
  const { t } = useTranslation('integrations')
  const setSearch = useSetSearch<LogSearch>()
  const query = useQuery(logQuery(useOrgId(), integration.id, search))
  const columns = useMemo(() => logColumns(t), [t])
  return (
    <Card flush title={t('log.title')} description={t('log.lead')}>
      <div className="px-5 pb-4 sm:px-6">
        <FilterPills
          label={t('log.column.level')}
          value={search.level ?? 'all'}
          onChange={level => setSearch({ level: level === 'all' ? undefined : level })}
          options={[
            { id: 'all', label: t('log.all') },
            ...LEVELS.map(id => ({ id: id as string, label: t(`log.level.${id}`) })),
          ]}
        />
      </div>
      <Table<IntegrationLogLine>
        label={t('log.title')}
        columns={columns}
        data={query.data}
        error={query.error}
        onRetry={query.refetch}
        isStale={query.isPlaceholderData}
        onPage={page => setSearch({ page: String(page) })}
        skeletonRows={4}
        empty={
          <EmptyState icon={<ScrollText />} title={t('log.none')}>
            {t('log.none_body')}
          </EmptyState>
        }
      />
    </Card>
  )
}
