import { X } from 'lucide-react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { IconButton } from './IconButton'

type Props = {
  isOpen: boolean
  onClose: () => void
  title: string
  description?: string
  size?: 'sm' | 'md' | 'lg'
  /** A decision that must be made: a click outside does not close. */
  isRequired?: boolean
  role?: 'dialog' | 'alertdialog'
  children?: React.ReactNode
  /** Buttons; the main one last. */
  footer?: React.ReactNode
}

const WIDTH = { sm: 'sm:max-w-md', md: 'sm:max-w-xl', lg: 'sm:max-w-3xl' }

/**
 * Centred on desktops; a sheet from below on phones. It comes in by `@starting-style`: React Aria's `data-entering` arrives
 * a frame late after a touch, and what was there already would fade out first.
 */
export function Dialog(props: Props) {
  const { isOpen, onClose, title, description, size = 'sm', isRequired, role, children, footer } = props
  const { t } = useTranslation('common')
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={open => !open && onClose()}
      isDismissable={!isRequired}
      className="fixed inset-0 z-30 flex items-end justify-center bg-overlay backdrop-blur-[2px] transition-opacity duration-200 starting:opacity-0 data-exiting:opacity-0 sm:items-center sm:p-6"
    >
      <Modal
        className={cx(
          'max-h-[92dvh] w-full overflow-y-auto rounded-t-xl border border-line bg-surface shadow-pop sm:rounded-xl',
          'transition-[translate,scale,opacity] duration-200 ease-out starting:translate-y-6 starting:opacity-0 sm:starting:translate-y-2 sm:starting:scale-[0.98]',
          WIDTH[size],
        )}
      >
        <AriaDialog role={role} className="outline-none">
          <header className="flex items-start justify-between gap-4 px-6 pt-5 pb-1">
            <div className="pt-1">
              <Heading slot="title" className="text-xl">
                {title}
              </Heading>
              {description && <p className="mt-1 text-muted">{description}</p>}
            </div>
            <IconButton label={t('action.close')} onPress={onClose} className="-me-2">
              <X />
            </IconButton>
          </header>
          {children && <div className="px-6 py-4">{children}</div>}
          {footer && (
            <footer className="flex flex-col-reverse gap-2 px-6 pt-3 pb-6 sm:flex-row sm:justify-end">
              {footer}
            </footer>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
