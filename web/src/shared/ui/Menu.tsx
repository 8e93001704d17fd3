import type { ComponentProps, ReactNode } from 'react'
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuTrigger,
  Popover,
  Pressable,
  Separator,
} from 'react-aria-components'
import { cx } from '@/shared/lib/cx'
import { optionStyles, popoverStyles } from './popover-styles'

type Props = {
  label: string
  /** A kit Button or IconButton. */
  trigger: ComponentProps<typeof Pressable>['children']
  children: ReactNode
  placement?: 'bottom start' | 'bottom end' | 'top start'
}

/** `<Menu label trigger={<IconButton …/>}><MenuItem onAction={…}>…</MenuItem></Menu>` */
export function Menu({ label, trigger, children, placement = 'bottom end' }: Props) {
  return (
    <MenuTrigger>
      <Pressable>{trigger}</Pressable>
      <Popover placement={placement} offset={6} className={cx(popoverStyles, 'min-w-52 p-1')}>
        <AriaMenu aria-label={label} className="outline-none">
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}

type ItemProps = {
  children: ReactNode
  /** What typing finds and screen readers say, where the child is more than a text. */
  text?: string
  icon?: ReactNode
  onAction?: () => void
  tone?: 'default' | 'danger'
  isDisabled?: boolean
  /** A keyboard shortcut or state at the end of the row. */
  trail?: ReactNode
}

export function MenuItem({ children, text, icon, onAction, tone, isDisabled, trail }: ItemProps) {
  return (
    <AriaMenuItem
      onAction={onAction}
      isDisabled={isDisabled}
      textValue={text ?? (typeof children === 'string' ? children : undefined)}
      className={cx(optionStyles, tone === 'danger' && 'text-danger-text data-focused:bg-danger-soft')}
    >
      {icon && <span className={tone === 'danger' ? undefined : 'text-faint'}>{icon}</span>}
      <span className="min-w-0 grow truncate">{children}</span>
      {trail}
    </AriaMenuItem>
  )
}

export const MenuSeparator = () => <Separator className="mx-2 my-1 border-t border-line" />
