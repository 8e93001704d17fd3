import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import { useMemo } from 'react'
import type { AdminJob } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useJobWords } from '@/shared/jobs/use-job-words'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { FilterPills } from '@/shared/ui/FilterPills'
import { Select } from '@/shared/ui/Select'
import { Table } from '@/shared/ui/Table'
import { toast } from '@/shared/ui/toast'
import { adminJobColumns } from './admin-job-columns'
import { adminJobsKey, adminJobsQuery, type JobSearch, jobKindsQuery, retryAnyJob } from './api'
import { JobKinds } from './JobKinds'

const STATES = ['failed', 'pending', 'processing'] as const

/** All organizations' work, without anything of theirs. What failed comes first. */
export function AdminJobsPage({ search }: { search: JobSearch }) {
  const { t } = useTranslation('jobs')
  const { t: job } = useTranslation('shared/jobs')
  const { t: common } = useTranslation('common')
  const words = useJobWords()
  const setSearch = useSetSearch<JobSearch>()
  const status = STATES.find(state => state === search.status) ?? 'failed'
  const query = useQuery(adminJobsQuery({ ...search, status }))
  const kinds = useQuery(jobKindsQuery)
  const retry = useRetry()
  const columns = useMemo(() => adminJobColumns(t, retry.mutate), [t, retry.mutate])
  return (
    <div className="flex flex-col gap-6">
      <Card flush title={t('admin.title')} description={t('admin.lead')}>
        <div className="flex flex-wrap items-center justify-between gap-3 px-5 pb-4 sm:px-6">
          <FilterPills
            label={t('filter.status')}
            value={status}
            onChange={next => setSearch({ status: next === 'failed' ? undefined : next })}
            options={STATES.map(id => ({ id: id as string, label: job(`status.${id}`) }))}
          />
          <Select
            label={t('filter.kind')}
            hideLabel
            className="w-60 grow sm:grow-0"
            value={search.kind ?? 'all'}
            onChange={kind => setSearch({ kind: kind === 'all' ? undefined : kind })}
            options={[
              { id: 'all', label: t('filter.every_kind') },
              ...(kinds.data ?? []).map(({ kind }) => ({ id: kind, label: words.kind(kind) })),
            ]}
          />
        </div>
        <Table<AdminJob>
          label={t('admin.title')}
          columns={columns}
          data={query.data}
          error={query.error}
          onRetry={query.refetch}
          isStale={query.isPlaceholderData}
          onPage={page => setSearch({ page: String(page) })}
          empty={
            <EmptyState
              icon={<CircleCheck />}
              title={t(`admin.none.${status}`)}
              action={
                search.kind && (
                  <Button onPress={() => setSearch({ kind: undefined })}>{common('action.clear')}</Button>
                )
              }
            >
              {t(`admin.none.${status}_body`)}
            </EmptyState>
          }
        />
      </Card>
      <JobKinds kinds={kinds.data} error={kinds.error} onRetry={kinds.refetch} />
    </div>
  )
}

function useRetry() {
  const { t } = useTranslation('jobs')
  const client = useQueryClient()
  const errorText = useErrorText()
  return useMutation({
    mutationFn: (job: AdminJob) => retryAnyJob(job.id),
    onSuccess: ({ message }) => toast('ok', message ?? t('retry.done')),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: adminJobsKey }),
  })
}
