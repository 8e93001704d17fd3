import { isApiError } from '@/shared/api/error'
import type { JobStatus } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { JobBadge } from '@/shared/jobs/JobBadge'
import { useJob } from '@/shared/jobs/use-job'
import { useJobWords } from '@/shared/jobs/use-job-words'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ButtonLink } from '@/shared/ui/Link'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Skeleton } from '@/shared/ui/Skeleton'
import { Attempts } from './Attempts'
import { JobActions } from './JobActions'
import { JobFacts } from './JobFacts'
import { Outcome } from './Outcome'

export function JobPage({ id }: { id: string }) {
  const { t } = useTranslation('jobs')
  const { data, error, refetch } = useJob(id)
  const trail = [{ label: t('title'), to: '/jobs' }]
  if (error && !data) {
    const isGone = isApiError(error, 'not_found')
    return (
      <>
        <PageHeader title={t('title')} trail={trail} />
        <Card>
          <ErrorState
            error={error}
            title={isGone ? t('gone') : undefined}
            onRetry={isGone ? undefined : refetch}
            action={<ButtonLink to="/jobs">{t('to_list')}</ButtonLink>}
          />
        </Card>
      </>
    )
  }
  if (!data)
    return (
      <>
        <PageHeader title={t('title')} trail={trail} />
        <Skeleton className="mb-6 h-28 w-full rounded-lg" />
        <Skeleton className="h-44 w-full rounded-lg" />
      </>
    )
  return <Loaded job={data} trail={trail} />
}

function Loaded({ job, trail }: { job: JobStatus; trail: { label: string; to: string }[] }) {
  const words = useJobWords()
  return (
    <>
      <PageHeader
        title={words.kind(job.kind)}
        trail={trail}
        badge={<JobBadge status={job.status} stopping={job.cancel_requested} />}
        actions={<JobActions job={job} />}
      />
      <div className="flex flex-col gap-6">
        <Card>
          <Outcome job={job} />
        </Card>
        <JobFacts job={job} />
        {job.attempts.length > 0 && <Attempts job={job} />}
      </div>
    </>
  )
}
