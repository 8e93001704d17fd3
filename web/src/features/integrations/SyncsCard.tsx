import { useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { useMemo } from 'react'
import type { Integration, Sync } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { useOrgId } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { Table } from '@/shared/ui/Table'
import { syncsQuery } from './api'
import { syncColumns } from './sync-columns'

type Props = { integration: Integration; page: string | undefined }

/** Every sync: why, how much it read, how long it took, what came of it. */
export function SyncsCard({ integration, page }: Props) {
  const { t } = useTranslation('integrations')
  const format = useFormat()
  const setSearch = useSetSearch<{ page?: string }>()
  const query = useQuery(syncsQuery(useOrgId(), integration.id, Number(page) || 1))
  const columns = useMemo(() => syncColumns(t, format), [t, format])
  return (
    <Card flush title={t('syncs.title')} description={t('syncs.lead')}>
      <Table<Sync>
        label={t('syncs.title')}
        columns={columns}
        data={query.data}
        error={query.error}
        onRetry={query.refetch}
        isStale={query.isPlaceholderData}
        onPage={next => setSearch({ page: String(next) })}
        skeletonRows={3}
        empty={
          <EmptyState icon={<History />} title={t('syncs.none')}>
            {t('syncs.none_body')}
          </EmptyState>
        }
      />
    </Card>
  )
}
