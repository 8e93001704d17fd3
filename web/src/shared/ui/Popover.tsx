import type { ComponentProps, ReactNode } from 'react'
import { Popover as AriaPopover, Dialog, DialogTrigger, Pressable } from 'react-aria-components'
import { cx } from '@/shared/lib/cx'
import { popoverStyles } from './popover-styles'

type Props = {
  label: string
  /** A kit Button or IconButton. */
  trigger: ComponentProps<typeof Pressable>['children']
  children: ReactNode | ((close: () => void) => ReactNode)
  placement?: 'bottom start' | 'bottom end'
  className?: string
}

/** Free content beside its trigger: filters, a list of notifications. For commands take Menu. */
export function Popover({ label, trigger, children, placement = 'bottom end', className }: Props) {
  return (
    <DialogTrigger>
      <Pressable>{trigger}</Pressable>
      <AriaPopover placement={placement} offset={6} className={cx(popoverStyles, className ?? 'w-80 p-4')}>
        <Dialog aria-label={label} className="outline-none">
          {({ close }) => <>{typeof children === 'function' ? children(close) : children}</>}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  )
}
