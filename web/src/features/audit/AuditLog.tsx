import { useInfiniteQuery } from '@tanstack/react-query'
import { Download, ScrollText } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { AuditEntry } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { useContextOrg, useMe } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { Table } from '@/shared/ui/Table'
import { AuditEntrySheet } from './AuditEntrySheet'
import { AuditFilters } from './AuditFilters'
import { type AuditSearch, auditQuery, type Source } from './api'
import { auditColumns } from './audit-columns'
import { useExport } from './use-export'

type Props = { source: Source; search: AuditSearch }

const NO_FILTER = {
  action: undefined,
  actor_id: undefined,
  object_kind: undefined,
  object_id: undefined,
  from: undefined,
  to: undefined,
}

/** The log of an organization or of the installation. */
export function AuditLog({ source, search }: Props) {
  const { t } = useTranslation('audit')
  const { t: common } = useTranslation('common')
  const zone = useZone()
  const setSearch = useSetSearch<AuditSearch>()
  const [open, setOpen] = useState<AuditEntry>()
  const query = useInfiniteQuery(auditQuery(source, search, zone))
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  const rows = useMemo(() => data?.pages.flatMap(page => page.items), [data])
  const columns = useMemo(() => auditColumns(t, setOpen), [t])
  const save = useExport()
  const isFiltered = Object.values(search).some(Boolean)
  return (
    <Card flush>
      <AuditFilters source={source} search={search} onSearch={setSearch} onClear={() => setSearch(NO_FILTER)}>
        <Button isDisabled={!rows?.length} onPress={() => rows && save(rows)}>
          <Download aria-hidden />
          {t('export')}
        </Button>
      </AuditFilters>
      <Table<AuditEntry>
        label={t('title')}
        columns={columns}
        data={rows && { items: rows, page: 1, pages: 1, total: rows.length }}
        error={query.error}
        onRetry={query.refetch}
        skeletonRows={8}
        empty={
          <EmptyState
            icon={<ScrollText />}
            title={t(isFiltered ? 'none.filtered' : 'none.title')}
            action={
              isFiltered && <Button onPress={() => setSearch(NO_FILTER)}>{common('action.clear')}</Button>
            }
          >
            {t(isFiltered ? 'none.filtered_body' : 'none.body')}
          </EmptyState>
        }
      />
      {hasNextPage && (
        <div className="flex justify-center border-t border-line p-4">
          <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            {common('action.load_more')}
          </Button>
        </div>
      )}
      <AuditEntrySheet entry={open} onClose={() => setOpen(undefined)} />
    </Card>
  )
}

function useZone() {
  const org = useContextOrg()
  const me = useMe()
  return org?.time_zone ?? me?.time_zone ?? 'UTC'
}
