import { CircleCheck, Info, TriangleAlert } from 'lucide-react'
import { cx } from '@/shared/lib/cx'
import { useTitle } from '@/shared/lib/use-title'

const LOOK = {
  ok: { Icon: CircleCheck, look: 'bg-ok-soft text-ok-text' },
  info: { Icon: Info, look: 'bg-info-soft text-info-text' },
  danger: { Icon: TriangleAlert, look: 'bg-danger-soft text-danger-text' },
}

type Props = { tone: keyof typeof LOOK; title: string; children?: React.ReactNode; actions?: React.ReactNode }

/** What came of a journey, and the way on. */
export function Ending({ tone, title, children, actions }: Props) {
  useTitle(title)
  const { Icon, look } = LOOK[tone]
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className="flex flex-col items-center py-4 text-center"
    >
      <span className={cx('mb-5 grid size-14 place-items-center rounded-xl', look)}>
        <Icon aria-hidden className="size-6" />
      </span>
      <h1 className="text-xl">{title}</h1>
      {children && <div className="mt-2 max-w-md text-muted">{children}</div>}
      {actions && <div className="mt-6 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}
