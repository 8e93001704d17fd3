import { ProgressBar } from 'react-aria-components'
import { cx } from '@/shared/lib/cx'

type Props = {
  label: string
  value: number
  max?: number
  valueText?: string
  tone?: 'accent' | 'warn' | 'danger'
}

const TONE = { accent: 'bg-accent', warn: 'bg-warn-text', danger: 'bg-danger' }

/** How far, or how much of a limit is used. */
export function Progress({ label, value, max = 100, valueText, tone = 'accent' }: Props) {
  return (
    <ProgressBar
      aria-label={label}
      value={value}
      maxValue={max}
      valueLabel={valueText}
      className="flex flex-col gap-2"
    >
      {({ percentage }) => (
        <>
          <div className="flex justify-between gap-3 text-sm">
            <span className="font-medium">{label}</span>
            <span className="tabular text-muted">{valueText}</span>
          </div>
          <div className="h-2 overflow-hidden rounded-full bg-ink/8">
            <div
              className={cx('h-full rounded-full transition-[width] duration-500 ease-out', TONE[tone])}
              style={{ width: `${percentage}%` }}
            />
          </div>
        </>
      )}
    </ProgressBar>
  )
}
