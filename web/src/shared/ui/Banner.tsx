import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import { cx } from '@/shared/lib/cx'

type BannerTone = 'info' | 'ok' | 'warn' | 'danger'

const TONE: Record<BannerTone, string> = {
  info: 'bg-info-soft text-info-text',
  ok: 'bg-ok-soft text-ok-text',
  warn: 'bg-warn-soft text-warn-text',
  danger: 'bg-danger-soft text-danger-text',
}
const ICON = { info: Info, ok: CircleCheck, warn: TriangleAlert, danger: CircleAlert }

type Props = {
  tone?: BannerTone
  title: React.ReactNode
  children?: React.ReactNode
  actions?: React.ReactNode
}

/** A message that stays in the page: what is so, why, and the button that mends it. */
export function Banner({ tone = 'info', title, children, actions }: Props) {
  const Icon = ICON[tone]
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={cx('flex gap-3 rounded-md px-4 py-3', TONE[tone])}
    >
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0 grow">
        <p className="font-medium">{title}</p>
        {children && <div className="mt-0.5 text-sm text-ink">{children}</div>}
        {actions && <div className="mt-3 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  )
}
