import { CircleCheck } from 'lucide-react'
import type { InstallationDetails } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key } from '@/shared/i18n/words'
import { useJobWords } from '@/shared/jobs/use-job-words'
import { Ago } from '@/shared/ui/Ago'
import { Badge } from '@/shared/ui/Badge'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ButtonLink } from '@/shared/ui/Link'

type Newest = InstallationDetails['newest_errors'][number]
type Kind = { source: string; kind: string }

/** What failed within a day: by kind, and the newest with what finds them in the log. */
export function Errors({ details: { errors, newest_errors } }: { details: InstallationDetails }) {
  const { t } = useTranslation('operations')
  const format = useFormat()
  if (errors.length === 0)
    return (
      <Card>
        <EmptyState icon={<CircleCheck />} title={t('errors.none')}>
          {t('errors.none_body')}
        </EmptyState>
      </Card>
    )
  return (
    <Card title={t('errors.title')} description={t('errors.lead')}>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {errors.map(({ source, kind, count, last_at }) => (
          <li key={`${source} ${kind}`} className="rounded-md bg-sunken/60 px-4 py-3">
            <p className="flex items-baseline justify-between gap-3">
              <span className="min-w-0 truncate font-medium">
                <KindName source={source} kind={kind} />
              </span>
              <span className="tabular text-xl font-semibold">{format.number(count)}</span>
            </p>
            <p className="text-sm text-muted">
              {t('errors.last')} <Ago at={last_at} className="" />
            </p>
          </li>
        ))}
      </ul>
      <h3 className="mt-7 mb-1 text-base font-semibold">{t('errors.newest')}</h3>
      <ol className="divide-y divide-line">
        {newest_errors.map(error => (
          <Line key={error.job_id ?? error.error_id ?? `${error.at}${error.place}`} error={error} />
        ))}
      </ol>
    </Card>
  )
}

function KindName({ source, kind }: Kind) {
  const { t } = useTranslation('operations')
  const words = useJobWords()
  if (source === 'job') return words.kind(kind)
  const key = `code.${kind}`
  const text = t(key as Key<'operations'>)
  return text === key ? kind : text
}

function Line({ error }: { error: Newest }) {
  const { t } = useTranslation('operations')
  const isJob = error.source === 'job'
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone="danger">{t(isJob ? 'errors.job' : 'errors.request')}</Badge>
          <span className="font-medium">
            <KindName source={error.source} kind={error.kind} />
          </span>
        </p>
        {error.failure && <p className="mt-0.5 text-sm text-muted">{error.failure.message}</p>}
        {error.place && <bdi className="ltr block w-fit font-mono text-xs text-muted">{error.place}</bdi>}
        {error.error_id && (
          <p className="text-xs text-muted">
            {t('errors.id')} <bdi className="ltr font-mono">{error.error_id}</bdi>
          </p>
        )}
      </div>
      <span className="flex items-center gap-3">
        <Ago at={error.at} className="text-sm whitespace-nowrap text-muted" />
        {isJob && (
          <ButtonLink size="sm" to="/admin/jobs">
            {t('errors.show')}
          </ButtonLink>
        )}
      </span>
    </li>
  )
}
