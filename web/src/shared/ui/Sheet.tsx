import { X } from 'lucide-react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useTranslation } from '@/shared/i18n/use-translation'
import { IconButton } from './IconButton'

type Props = { isOpen: boolean; onClose: () => void; title: string; children: React.ReactNode }

/** Details beside the list they belong to, from the end of the line; the whole screen on phones. */
export function Sheet({ isOpen, onClose, title, children }: Props) {
  const { t } = useTranslation('common')
  return (
    <ModalOverlay
      isDismissable
      isOpen={isOpen}
      onOpenChange={open => !open && onClose()}
      className="fixed inset-0 z-30 bg-overlay transition-opacity duration-200 starting:opacity-0 data-exiting:opacity-0"
    >
      <Modal className="absolute inset-y-0 end-0 w-full max-w-2xl overflow-y-auto border-s border-line bg-surface shadow-pop transition-transform duration-200 ease-out starting:translate-x-full data-exiting:translate-x-full rtl:starting:-translate-x-full rtl:data-exiting:-translate-x-full">
        <Dialog className="outline-none">
          <header className="sticky top-0 z-10 flex items-center justify-between gap-4 border-b border-line bg-surface py-3 ps-6 pe-3">
            <Heading slot="title" className="min-w-0 text-lg">
              {title}
            </Heading>
            <IconButton label={t('action.close')} onPress={onClose}>
              <X />
            </IconButton>
          </header>
          <div className="flex flex-col gap-6 px-6 py-5">{children}</div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
