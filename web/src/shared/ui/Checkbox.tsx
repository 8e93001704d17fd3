import { Check, Minus } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { cx } from '@/shared/lib/cx'

type Props = {
  isSelected: boolean
  onChange: (isSelected: boolean) => void
  onBlur?: () => void
  children?: ReactNode
  name?: string
  isDisabled?: boolean
  /** Some but not all of what this box stands for. */
  isIndeterminate?: boolean
  'aria-label'?: string
  className?: string
}

export function Checkbox({
  isSelected,
  onChange,
  isDisabled,
  isIndeterminate,
  children,
  className,
  ...props
}: Props) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (input.current) input.current.indeterminate = isIndeterminate === true
  }, [isIndeterminate])
  return (
    <label
      className={cx(
        'relative flex min-h-8 w-fit cursor-pointer items-center gap-2.5 text-base pointer-coarse:min-h-11 has-disabled:cursor-default has-disabled:opacity-50',
        className,
      )}
    >
      <input
        {...props}
        ref={input}
        type="checkbox"
        checked={isSelected}
        disabled={isDisabled}
        onChange={event => onChange(event.target.checked)}
        className="peer absolute start-0 size-5 cursor-pointer appearance-none rounded-[0.3125rem] border border-line-strong bg-surface transition-colors checked:border-accent checked:bg-accent hover:border-accent indeterminate:border-accent indeterminate:bg-accent"
      />
      <span className="pointer-events-none relative grid size-5 shrink-0 place-items-center text-on-accent opacity-0 peer-checked:opacity-100 peer-indeterminate:opacity-100">
        {isIndeterminate ? (
          <Minus aria-hidden className="size-3.5" strokeWidth={3} />
        ) : (
          <Check aria-hidden className="size-3.5" strokeWidth={3} />
        )}
      </span>
      {children && <span className="min-w-0">{children}</span>}
    </label>
  )
}
