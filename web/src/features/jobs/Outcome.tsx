import type { JobStatus } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { ArchiveReady, archiveOf } from '@/shared/jobs/ArchiveReady'
import { Banner } from '@/shared/ui/Banner'
import { Progress } from '@/shared/ui/Progress'

/** How far it is, or what came of it. */
export function Outcome({ job }: { job: JobStatus }) {
  const { t } = useTranslation('jobs')
  const format = useFormat()
  switch (job.status) {
    case 'completed': {
      const archive = archiveOf(job.result)
      if (!archive) return <Banner tone="ok" title={t('result.done')} />
      if (archive.expires_at && new Date(archive.expires_at) < new Date())
        return <Banner title={t('result.expired', { date: format.dateTime(archive.expires_at) })} />
      return <ArchiveReady archive={archive} />
    }
    case 'failed':
      return <Banner tone="danger" title={job.failure?.message ?? ''} />
    case 'cancelled':
      return <Banner title={t('result.cancelled')}>{t('result.cancelled_body')}</Banner>
    default:
      return <Running job={job} />
  }
}

function Running({ job }: { job: JobStatus }) {
  const { t } = useTranslation('jobs')
  const format = useFormat()
  const isLater = job.run_at && new Date(job.run_at).getTime() > Date.now() + 2000
  const ago = job.run_at ? format.ago(job.run_at) : ''
  const text = () => {
    if (job.cancel_requested) return t('running.stopping')
    if (job.status === 'processing') return undefined
    if (isLater) return t(job.attempt > 0 ? 'running.again' : 'running.later', { ago })
    return t('running.waiting')
  }
  return (
    <div className="flex flex-col gap-3">
      <Progress
        label={t('running.label')}
        value={job.progress}
        valueText={job.status === 'processing' ? format.percent(job.progress) : ''}
      />
      <p role="status" className="text-sm text-muted">
        {text()}
      </p>
    </div>
  )
}
