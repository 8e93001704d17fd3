import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { type DiffRow, diff } from './diff'

/** Before and after side by side; on phones below each other, field by field. */
export function DiffTable({ before, after }: { before: unknown; after: unknown }) {
  const { t } = useTranslation('audit')
  const rows = diff(before, after)
  if (rows.length === 0) return <p className="text-muted">{t('diff.none')}</p>
  return (
    <div className="overflow-hidden rounded-md border border-line">
      <div
        aria-hidden
        className="hidden grid-cols-[9rem_1fr_1fr] bg-sunken/60 text-sm font-medium text-muted sm:grid"
      >
        <span className="px-3 py-2">{t('diff.field')}</span>
        <span className="px-3 py-2">{t('diff.before')}</span>
        <span className="px-3 py-2">{t('diff.after')}</span>
      </div>
      <dl className="divide-y divide-line border-line sm:border-t">
        {rows.map(row => (
          <Row key={row.path} row={row} />
        ))}
      </dl>
    </div>
  )
}

function Row({ row }: { row: DiffRow }) {
  const { t } = useTranslation('audit')
  const { path, changed, before, after } = row
  return (
    <div className={cx('grid text-sm sm:grid-cols-[9rem_1fr_1fr]', !changed && 'text-faint')}>
      <dt className="px-3 pt-2 font-mono text-xs break-words sm:py-2.5">
        <span className="ltr">{path}</span>
      </dt>
      <Value
        label={t('diff.before')}
        value={before}
        tone={changed && before ? 'bg-danger-soft' : undefined}
      />
      <Value label={t('diff.after')} value={after} tone={changed && after ? 'bg-ok-soft' : undefined} />
    </div>
  )
}

function Value({ label, value, tone }: { label: string; value: string; tone: string | undefined }) {
  return (
    <dd className={cx('min-w-0 px-3 py-2 break-words sm:border-s sm:border-line', tone)}>
      <span className="me-2 text-xs text-muted sm:sr-only">{label}</span>
      {value ? <bdi>{value}</bdi> : '–'}
    </dd>
  )
}
