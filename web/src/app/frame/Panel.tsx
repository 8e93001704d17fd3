import { Dialog, Popover } from 'react-aria-components'
import { cx } from '@/shared/lib/cx'
import { popoverStyles } from '@/shared/ui/popover-styles'
import type { PanelProps } from './PanelTrigger'

type Props = PanelProps & { label: string; className: string; children: React.ReactNode }

/** What opens below a button of the top bar. */
export function Panel({ triggerRef, onClose, label, className, children }: Props) {
  return (
    <Popover
      isOpen
      triggerRef={triggerRef}
      onOpenChange={open => !open && onClose()}
      placement="bottom end"
      offset={6}
      className={cx(popoverStyles, className)}
    >
      <Dialog aria-label={label} className="outline-none">
        {children}
      </Dialog>
    </Popover>
  )
}
