import { ChevronRight } from 'lucide-react'
import type { Job } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Translate } from '@/shared/i18n/words'
import { JobBadge } from '@/shared/jobs/JobBadge'
import { useJobWords } from '@/shared/jobs/use-job-words'
import { Ago } from '@/shared/ui/Ago'
import { ButtonLink, Link } from '@/shared/ui/Link'
import { columnsOf } from '@/shared/ui/table-columns'

const column = columnsOf<Job>()

export function jobColumns(t: Translate<'jobs'>) {
  return [
    column.accessor('kind', {
      header: t('column.work'),
      meta: { phone: 'title' },
      cell: ({ row }) => <Work job={row.original} />,
    }),
    column.accessor('status', {
      header: t('column.status'),
      cell: ({ row }) => <Status job={row.original} />,
    }),
    column.accessor('created_at', {
      header: t('column.started'),
      cell: ({ row }) => <Ago at={row.original.created_at} />,
    }),
    column.accessor('finished_at', {
      header: t('column.ended'),
      meta: { phone: 'hidden' },
      cell: ({ row }) => <Ended job={row.original} />,
    }),
    column.display({
      id: 'open',
      header: () => <span className="sr-only">{t('column.open')}</span>,
      meta: { phone: 'actions', align: 'end' },
      cell: ({ row }) => <Open job={row.original} />,
    }),
  ]
}

function Work({ job }: { job: Job }) {
  const { t } = useTranslation('jobs')
  const words = useJobWords()
  return (
    <div className="min-w-0">
      <Link quiet to="/jobs/$jobId" params={{ jobId: job.id }} className="font-medium">
        {words.kind(job.kind)}
      </Link>
      {job.created_by_name && (
        <p className="truncate text-sm text-muted">
          {t('by', { name: `\u2068${job.created_by_name}\u2069` })}
        </p>
      )}
    </div>
  )
}

function Status({ job }: { job: Job }) {
  const { t } = useTranslation('jobs')
  const format = useFormat()
  return (
    <div className="flex flex-col items-end gap-1 md:items-start">
      <JobBadge status={job.status} stopping={job.cancel_requested} />
      {job.status === 'processing' && job.progress > 0 && (
        <span className="tabular text-xs text-muted">
          {t('progress', { percent: format.percent(job.progress) })}
        </span>
      )}
    </div>
  )
}

function Ended({ job }: { job: Job }) {
  return job.finished_at ? <Ago at={job.finished_at} /> : <span className="text-faint">–</span>
}

function Open({ job }: { job: Job }) {
  const { t } = useTranslation('jobs')
  const words = useJobWords()
  return (
    <ButtonLink
      variant="ghost"
      size="sm"
      to="/jobs/$jobId"
      params={{ jobId: job.id }}
      aria-label={t('open_of', { work: words.kind(job.kind) })}
      className="-me-3 -my-1"
    >
      <ChevronRight aria-hidden className="mirror" />
    </ButtonLink>
  )
}
