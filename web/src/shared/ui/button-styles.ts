import { cx } from '@/shared/lib/cx'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger' | 'danger-quiet'
export type ButtonSize = 'sm' | 'md' | 'lg'

const VARIANT: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent shadow-card hover:bg-accent-hover',
  secondary:
    'border border-line-strong/50 bg-surface text-ink shadow-card hover:border-line-strong hover:bg-raised',
  ghost: 'text-muted hover:bg-ink/6 hover:text-ink',
  danger: 'bg-danger text-on-danger shadow-card hover:bg-danger-hover',
  'danger-quiet': 'text-danger-text hover:bg-danger-soft',
}

const SIZE: Record<ButtonSize, string> = {
  sm: 'h-8 gap-1.5 px-3 text-sm pointer-coarse:h-11',
  md: 'h-control gap-2 px-4 text-base',
  lg: 'h-11 gap-2 px-5 text-base',
}

/** Looks of a button, also for links that act as one. */
export function buttonStyles(variant: ButtonVariant = 'secondary', size: ButtonSize = 'md', extra?: string) {
  return cx(
    'relative inline-flex shrink-0 select-none items-center justify-center rounded-md font-medium whitespace-nowrap',
    'transition-[background-color,border-color,color,opacity,scale] duration-150 ease-out active:scale-[0.985]',
    'disabled:pointer-events-none disabled:opacity-50 data-disabled:pointer-events-none data-disabled:opacity-50',
    '[&_svg]:size-4.5 [&_svg]:shrink-0',
    VARIANT[variant],
    SIZE[size],
    extra,
  )
}
