import { useId } from 'react'
import { cx } from '@/shared/lib/cx'

type Props = {
  label: React.ReactNode
  value: number
  max?: number
  valueText?: string
  tone?: 'accent' | 'warn' | 'danger'
}

const TONE = { accent: 'bg-accent', warn: 'bg-warn-text', danger: 'bg-danger' }

/** How far, or how much of a limit is used. A plain element: the dashboard's first load carries no React Aria. */
export function Progress({ label, value, max = 100, valueText, tone = 'accent' }: Props) {
  const id = useId()
  const share = max > 0 ? Math.min(Math.max(value / max, 0), 1) : 0
  return (
    <div className="flex flex-col gap-2">
      <div className="flex justify-between gap-3 text-sm">
        <span id={id} className="min-w-0 font-medium">
          {label}
        </span>
        <span className="tabular shrink-0 text-muted">{valueText}</span>
      </div>
      <div
        role="progressbar"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={value}
        aria-valuetext={valueText || undefined}
        className="h-2 overflow-hidden rounded-full bg-ink/8"
      >
        <div
          className={cx('h-full rounded-full transition-[width] duration-500 ease-out', TONE[tone])}
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </div>
  )
}
