import { cx } from '@/shared/lib/cx'

type Props = {
  title?: string
  description?: string
  /** At the end of the title's line. */
  actions?: React.ReactNode
  /** Under a rule, for a form's buttons. */
  footer?: React.ReactNode
  /** Without inner space, for a table or list that reaches the edges. */
  flush?: boolean
  tone?: 'default' | 'danger'
  className?: string
  children?: React.ReactNode
}

export function Card({ title, description, actions, footer, flush, tone, className, children }: Props) {
  return (
    <section
      className={cx(
        'rounded-lg border bg-surface shadow-card',
        tone === 'danger' ? 'border-danger/40' : 'border-line',
        className,
      )}
    >
      {(title || actions) && (
        <header
          className={cx(
            'flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-5 pt-5 sm:px-6',
            !children && 'pb-5',
          )}
        >
          <div className="min-w-0">
            <h2 className={cx('text-lg', tone === 'danger' && 'text-danger-text')}>{title}</h2>
            {description && <p className="mt-0.5 max-w-prose text-sm text-muted">{description}</p>}
          </div>
          {actions}
        </header>
      )}
      {children && <div className={flush ? 'pt-4' : 'px-5 py-5 sm:px-6'}>{children}</div>}
      {footer && (
        <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3.5 sm:px-6">
          {footer}
        </footer>
      )}
    </section>
  )
}
