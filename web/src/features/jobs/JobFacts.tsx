import type { JobStatus } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'

export function JobFacts({ job }: { job: JobStatus }) {
  const { t } = useTranslation('jobs')
  const format = useFormat()
  const at = (time: string | null | undefined) =>
    time ? <time dateTime={time}>{format.dateTime(time)}</time> : '–'
  const took =
    job.started_at && job.finished_at
      ? (new Date(job.finished_at).getTime() - new Date(job.started_at).getTime()) / 1000
      : undefined
  const facts: [string, React.ReactNode][] = [
    [t('fact.by'), <bdi key="by">{job.created_by_name ?? t('fact.system')}</bdi>],
    [t('fact.created'), at(job.created_at)],
    [t('fact.started'), at(job.started_at)],
    [t('fact.finished'), at(job.finished_at)],
    ...(took === undefined ? [] : [[t('fact.took'), format.duration(took)] as [string, React.ReactNode]]),
    [
      t('fact.attempts'),
      t('of', { attempt: format.number(job.attempt), max: format.number(job.max_attempts) }),
    ],
  ]
  return (
    <Card>
      <dl className="grid gap-x-8 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
        {facts.map(([name, value]) => (
          <div key={name} className="flex flex-col gap-1">
            <dt className="text-sm text-muted">{name}</dt>
            <dd className="tabular">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
