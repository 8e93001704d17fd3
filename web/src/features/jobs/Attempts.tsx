import { CircleCheck, CircleX, RotateCw } from 'lucide-react'
import type { JobStatus } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key } from '@/shared/i18n/words'
import { cx } from '@/shared/lib/cx'
import { Card } from '@/shared/ui/Card'

type Attempt = JobStatus['attempts'][number]

const LOOK: Record<string, { icon: typeof CircleX; tone: string }> = {
  completed: { icon: CircleCheck, tone: 'text-ok-text' },
  retry: { icon: RotateCw, tone: 'text-warn-text' },
  lost: { icon: RotateCw, tone: 'text-warn-text' },
}
const OTHER = { icon: CircleX, tone: 'text-danger-text' }

/** Reasons that the outcome tells already. */
const SAID = ['failed', 'lost']

export function Attempts({ job }: { job: JobStatus }) {
  const { t } = useTranslation('jobs')
  return (
    <Card title={t('attempts.title')} description={t('attempts.lead')}>
      <ol className="divide-y divide-line">
        {job.attempts.map(attempt => (
          <Line key={`${attempt.attempt}-${attempt.started_at}`} attempt={attempt} />
        ))}
      </ol>
    </Card>
  )
}

function Line({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation('jobs')
  const format = useFormat()
  const { icon: Icon, tone } = LOOK[attempt.outcome] ?? OTHER
  return (
    <li className="flex gap-3 py-3.5 first:pt-0 last:pb-0">
      <Icon aria-hidden className={cx('mt-0.5 size-5 shrink-0', tone)} />
      <div className="min-w-0 grow">
        <p className="flex flex-wrap justify-between gap-x-4">
          <span className="font-medium">
            {t('attempts.number', { number: format.number(attempt.attempt) })}
            {': '}
            <span className={tone}>{t(`attempts.${attempt.outcome}` as Key<'jobs'>)}</span>
          </span>
          <time dateTime={attempt.finished_at} className="tabular text-sm text-muted">
            {format.dateTime(attempt.finished_at)}
          </time>
        </p>
        {attempt.failure && !SAID.includes(attempt.failure.reason) && (
          <p className="mt-0.5 text-sm text-muted">{attempt.failure.message}</p>
        )}
      </div>
    </li>
  )
}
