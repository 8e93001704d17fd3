import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ListChecks } from 'lucide-react'
import { useMemo } from 'react'
import type { Page } from '@/shared/api/client'
import type { Job } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { underWay } from '@/shared/jobs/job-query'
import { useJobWords } from '@/shared/jobs/use-job-words'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { useIsLive } from '@/shared/realtime/connection'
import { refetch } from '@/shared/realtime/refetch'
import { useLive } from '@/shared/realtime/use-live'
import { useCan, useMe, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { FilterPills } from '@/shared/ui/FilterPills'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Select } from '@/shared/ui/Select'
import { Table } from '@/shared/ui/Table'
import { type JobSearch, jobsKey, jobsQuery, KINDS, STATES } from './api'
import { jobColumns } from './job-columns'

const NO_FILTER = { status: undefined, kind: undefined, whose: undefined }

export function JobsPage({ search }: { search: JobSearch }) {
  const { t } = useTranslation('jobs')
  const { t: common } = useTranslation('common')
  const setSearch = useSetSearch<JobSearch>()
  const isOwn = !useCan()('jobs.read') || search.whose === 'mine'
  const query = useJobs(isOwn, search)
  const columns = useMemo(() => jobColumns(t), [t])
  const isFiltered = Boolean(search.status || search.kind || search.whose)
  return (
    <>
      <PageHeader title={t('title')} description={t('lead')} />
      <Card flush>
        <Filters search={search} onSearch={setSearch} />
        <Table<Job>
          label={t('title')}
          columns={columns}
          data={query.data}
          error={query.error}
          onRetry={query.refetch}
          isStale={query.isPlaceholderData}
          onPage={page => setSearch({ page: String(page) })}
          empty={
            <EmptyState
              icon={<ListChecks />}
              title={t(isFiltered ? 'none.filtered' : 'none.title')}
              action={
                isFiltered && <Button onPress={() => setSearch(NO_FILTER)}>{common('action.clear')}</Button>
              }
            >
              {t(isFiltered ? 'none.filtered_body' : 'none.body')}
            </EmptyState>
          }
        />
      </Card>
    </>
  )
}

function useJobs(isOwn: boolean, search: JobSearch) {
  const client = useQueryClient()
  const org = useOrgId()
  const me = useMe()
  const isConnected = useIsLive()
  const query = useQuery(jobsQuery(org, isOwn, search, isConnected ? me?.id : undefined))
  useLive('job:progress', ({ job_id, progress }) => {
    client.setQueriesData<Page<Job>>(
      { queryKey: jobsKey(org) },
      now =>
        now && {
          ...now,
          items: now.items.map(job => (job.id === job_id ? underWay(job, progress) : job)),
        },
    )
  })
  useLive('job:finished', () => void refetch(client, { queryKey: jobsKey(org) }))
  return query
}

type FilterProps = { search: JobSearch; onSearch: (change: JobSearch) => void }

function Filters({ search, onSearch }: FilterProps) {
  const { t } = useTranslation('jobs')
  const { t: job } = useTranslation('shared/jobs')
  const { t: common } = useTranslation('common')
  const words = useJobWords()
  const can = useCan()
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3 px-5 pb-4 sm:px-6">
      <FilterPills
        label={t('filter.status')}
        value={search.status ?? ''}
        onChange={status => onSearch({ status: status || undefined })}
        options={[
          { id: '', label: common('filter.all') },
          ...STATES.map(id => ({ id: id as string, label: job(`status.${id}`) })),
        ]}
      />
      <div className="flex min-w-0 grow flex-wrap gap-3 sm:justify-end">
        <Select
          label={t('filter.kind')}
          hideLabel
          className="w-32 grow sm:w-56 sm:grow-0"
          value={search.kind ?? 'all'}
          onChange={kind => onSearch({ kind: kind === 'all' ? undefined : kind })}
          options={[
            { id: 'all', label: t('filter.every_kind') },
            ...KINDS.map(id => ({ id: id as string, label: words.kind(id) })),
          ]}
        />
        {can('jobs.read') && (
          <Select
            label={t('whose.label')}
            hideLabel
            className="w-28 grow sm:w-36 sm:grow-0"
            value={search.whose ?? 'all'}
            onChange={whose => onSearch({ whose: whose === 'all' ? undefined : whose })}
            options={[
              { id: 'all', label: t('whose.all') },
              { id: 'mine', label: t('whose.mine') },
            ]}
          />
        )}
      </div>
    </div>
  )
}
