import type { ReactNode } from 'react'
import { cx } from '@/shared/lib/cx'
import type { PressProps } from './Button'

export type IconButtonProps = Omit<PressProps, 'aria-label'> & {
  /** Said by screen readers. */
  label: string
  children: ReactNode
  tone?: 'default' | 'danger'
}

// A menu's trigger brings its own onClick through the rest; it must not be lost.
/** For icons that everybody knows (close, reveal); others take TipButton, which shows its label. */
export function IconButton({ label, children, className, tone = 'default', ...props }: IconButtonProps) {
  const { onPress, isDisabled, ...rest } = props
  return (
    <button
      type="button"
      {...rest}
      disabled={isDisabled}
      {...(onPress && { onClick: onPress })}
      aria-label={label}
      className={cx(
        'relative inline-grid size-control shrink-0 place-items-center rounded-md transition-colors duration-150',
        'disabled:pointer-events-none disabled:opacity-40 [&_svg]:size-5',
        tone === 'danger'
          ? 'text-danger-text hover:bg-danger-soft'
          : 'text-muted hover:bg-ink/6 hover:text-ink',
        className,
      )}
    >
      {children}
    </button>
  )
}
