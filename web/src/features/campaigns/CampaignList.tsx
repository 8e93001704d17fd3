import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Campaign, CampaignStats } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import type { Period } from '@/shared/metrics/period'
import { useCan, useMemberId, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { Table } from '@/shared/ui/Table'
import { type CampaignSearch, campaignsQuery } from './api'
import { SelectionBar } from './bulk/SelectionBar'
import { CampaignDialogs, type OpenCampaign } from './CampaignDialogs'
import { CampaignFilters } from './CampaignFilters'
import { campaignColumns } from './campaign-columns'
import { SelectionContext } from './SelectBoxes'
import { useColumnChoice } from './use-column-choice'

type Props = { search: CampaignSearch; period: Period; stats: CampaignStats | undefined }

const NONE: Campaign[] = []

const NO_FILTER = {
  q: undefined,
  status: undefined,
  platform: undefined,
  objective: undefined,
  persona: undefined,
  team: undefined,
  tag: undefined,
}

export function CampaignList({ search, period, stats }: Props) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const setSearch = useSetSearch<CampaignSearch>()
  const can = useCan()
  const [shown] = useColumnChoice()
  const [open, setOpen] = useState<OpenCampaign>()
  const [chosen, setChosen] = useState<ReadonlyMap<string, Campaign>>(new Map())
  const query = useQuery(campaignsQuery(useOrgId(), useMemberId(), search, period))
  const maySelect = can('campaigns.update')
  // Neither rows nor what is chosen of them: cells would be mounted anew, and an open menu closed.
  const columns = useMemo(
    () => campaignColumns({ t, shown, onOpen: setOpen, maySelect }),
    [t, shown, maySelect],
  )
  const rows = query.data?.items ?? NONE
  const selection = useMemo(() => ({ rows, chosen, onChange: setChosen }), [rows, chosen])
  return (
    <Card flush className="relative">
      <h2 className="sr-only">{t('list')}</h2>
      <CampaignFilters search={search} stats={stats} onSearch={setSearch} />
      <SelectionContext value={selection}>
        <Table<Campaign>
          label={t('list')}
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
              title={t('no_match.title')}
              action={<Button onPress={() => setSearch(NO_FILTER)}>{common('action.clear')}</Button>}
            >
              {t('no_match.body')}
            </EmptyState>
          }
        />
      </SelectionContext>
      <SelectionBar chosen={chosen} onDone={() => setChosen(new Map())} onOpen={setOpen} />
      <CampaignDialogs
        open={open}
        onClose={() => setOpen(undefined)}
        onBulkDone={() => setChosen(new Map())}
      />
    </Card>
  )
}
