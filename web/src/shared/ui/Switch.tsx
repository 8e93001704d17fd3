import { Switch as AriaSwitch, type SwitchProps } from 'react-aria-components'
import { cx } from '@/shared/lib/cx'

type Props = Omit<SwitchProps, 'className' | 'style' | 'children'> & {
  children?: React.ReactNode
  description?: string
}

/** Takes effect at once; inside a form that is saved by a button take Checkbox. */
export function Switch({ children, description, ...props }: Props) {
  return (
    <AriaSwitch
      {...props}
      className="group relative flex min-h-8 w-full items-center justify-between gap-6 pointer-coarse:min-h-11 data-disabled:opacity-50"
    >
      {({ isSelected }) => (
        <>
          {children && (
            <span>
              <span className="block text-base font-medium">{children}</span>
              {description && <span className="block text-sm text-muted">{description}</span>}
            </span>
          )}
          <span
            className={cx(
              'flex h-6 w-10.5 shrink-0 items-center rounded-full border p-0.5 transition-colors duration-150',
              'group-data-focus-visible:outline-2 group-data-focus-visible:outline-offset-2 group-data-focus-visible:outline-accent',
              isSelected ? 'border-accent bg-accent' : 'border-line-strong bg-sunken',
            )}
          >
            <span
              className={cx(
                'size-4.5 rounded-full transition-transform duration-150 ease-out',
                isSelected ? 'translate-x-4.5 bg-on-accent rtl:-translate-x-4.5' : 'bg-line-strong',
              )}
            />
          </span>
        </>
      )}
    </AriaSwitch>
  )
}
