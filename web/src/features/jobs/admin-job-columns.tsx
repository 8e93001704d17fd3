import { RotateCcw } from 'lucide-react'
import type { AdminJob } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Translate } from '@/shared/i18n/words'
import { JobBadge } from '@/shared/jobs/JobBadge'
import { useJobWords } from '@/shared/jobs/use-job-words'
import { Ago } from '@/shared/ui/Ago'
import { Button } from '@/shared/ui/Button'
import { columnsOf } from '@/shared/ui/table-columns'

const column = columnsOf<AdminJob>()

export function adminJobColumns(t: Translate<'jobs'>, onRetry: (job: AdminJob) => void) {
  return [
    column.accessor('kind', {
      header: t('column.work'),
      meta: { phone: 'title' },
      cell: ({ row }) => <Work job={row.original} />,
    }),
    column.accessor('status', {
      header: t('column.status'),
      cell: ({ row }) => <JobBadge status={row.original.status} />,
    }),
    column.accessor('failure', {
      header: t('admin.reason'),
      cell: ({ row }) => <Reason job={row.original} />,
    }),
    column.accessor('created_at', {
      header: t('column.started'),
      cell: ({ row }) => <Ago at={row.original.created_at} />,
    }),
    column.display({
      id: 'retry',
      header: () => <span className="sr-only">{t('admin.retry')}</span>,
      meta: { phone: 'actions', align: 'end' },
      cell: ({ row }) => <Retry job={row.original} onRetry={onRetry} />,
    }),
  ]
}

function Work({ job }: { job: AdminJob }) {
  const { t } = useTranslation('jobs')
  const words = useJobWords()
  return (
    <div className="min-w-0">
      <span className="block font-medium">{words.kind(job.kind)}</span>
      <span className="text-sm text-muted">{t(job.is_of_org ? 'admin.org' : 'admin.own')}</span>
    </div>
  )
}

function Reason({ job }: { job: AdminJob }) {
  const { t } = useTranslation('jobs')
  const format = useFormat()
  return (
    <div className="max-w-md text-sm text-muted">
      {job.failure && <p>{job.failure.message}</p>}
      {job.attempt > 0 && (
        <p className="tabular">
          {t('admin.attempt', { attempt: format.number(job.attempt), max: format.number(job.max_attempts) })}
        </p>
      )}
    </div>
  )
}

function Retry({ job, onRetry }: { job: AdminJob; onRetry: (job: AdminJob) => void }) {
  const { t } = useTranslation('jobs')
  const words = useJobWords()
  if (job.status !== 'failed') return null
  return (
    <Button
      size="sm"
      onPress={() => onRetry(job)}
      aria-label={t('admin.retry_of', { work: words.kind(job.kind) })}
    >
      <RotateCcw aria-hidden />
      {t('admin.retry')}
    </Button>
  )
}
