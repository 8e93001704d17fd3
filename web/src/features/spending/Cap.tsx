import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { shareOf, toneOf } from './standing'

type Part = { label: string; value: number }

type Props = {
  label: string
  /** Null for any amount. */
  cap: number | null
  currency: string
  /** What is spent; nothing for who may not see it. */
  now: Part | null | undefined
  /** What running campaigns may still spend. */
  committed: Part | null | undefined
  /** Whether what is committed comes on top of what is spent; of a day it is among it. */
  adds?: boolean
}

const SPENT = { accent: 'bg-accent', warn: 'bg-warn-text', danger: 'bg-danger' }
const COMMITTED = { accent: 'bg-accent/35', warn: 'bg-warn-text/40', danger: 'bg-danger/45' }
const TEXT = { accent: 'text-muted', warn: 'text-warn-text', danger: 'text-danger-text' }

/** A cap, and how much of it is spent and committed, in two shades of a bar and in words. */
export function Cap({ label, cap, currency, now, committed, adds }: Props) {
  const { t } = useTranslation('spending')
  const format = useFormat()
  const money = (value: number) => format.money(value, { code: currency, whole: Number.isInteger(value) })
  const spent = now?.value ?? 0
  const used = adds ? spent + (committed?.value ?? 0) : Math.max(spent, committed?.value ?? 0)
  const tone = cap === null ? 'accent' : toneOf(used, cap)
  return (
    <div className="min-w-0">
      <dt className="text-sm text-muted">{label}</dt>
      <dd>
        {cap === null ? (
          <p className="mt-0.5 text-lg text-faint">{t('cap.none')}</p>
        ) : (
          <p className="tabular mt-0.5 text-xl font-semibold">{money(cap)}</p>
        )}
        {cap !== null && now && (
          <div
            role="progressbar"
            aria-label={t('cap.used', { label })}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(shareOf(used, cap))}
            aria-valuetext={t('cap.used_of', { used: money(used), cap: money(cap) })}
            className="relative mt-2.5 h-2 overflow-hidden rounded-full bg-ink/8"
          >
            <span
              className={cx('absolute inset-y-0 start-0 rounded-full', COMMITTED[tone])}
              style={{ width: `${shareOf(used, cap)}%` }}
            />
            <span
              className={cx('absolute inset-y-0 start-0 rounded-full', SPENT[tone])}
              style={{ width: `${shareOf(spent, cap)}%` }}
            />
          </div>
        )}
        {cap !== null && now && committed && (
          <ul className="mt-2.5 flex flex-col gap-1 text-sm">
            <Line part={now} mark={SPENT[tone]} money={money} />
            <Line part={committed} mark={COMMITTED[tone]} money={money} />
          </ul>
        )}
        {cap !== null && now && tone !== 'accent' && (
          <p className={cx('mt-1.5 text-sm font-medium', TEXT[tone])}>
            {t(tone === 'danger' ? 'cap.full' : 'cap.nearly', { left: money(Math.max(cap - used, 0)) })}
          </p>
        )}
      </dd>
    </div>
  )
}

type LineProps = { part: Part; mark: string; money: (value: number) => string }

function Line({ part, mark, money }: LineProps) {
  return (
    <li className="flex items-baseline justify-between gap-3">
      <span className="flex min-w-0 items-center gap-2 text-muted">
        <span aria-hidden className={cx('size-2 shrink-0 rounded-full', mark)} />
        {part.label}
      </span>
      <span className="tabular shrink-0 font-medium">{money(part.value)}</span>
    </li>
  )
}
