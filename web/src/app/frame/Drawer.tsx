import { X } from 'lucide-react'
import { Dialog, Modal, ModalOverlay } from 'react-aria-components'
import { useTranslation } from '@/shared/i18n/use-translation'
import { IconButton } from '@/shared/ui/IconButton'
import { Logo } from '@/shared/ui/Logo'
import { SideNav } from './SideNav'

/** Phones: the whole navigation, from the side where reading starts. */
export default function Drawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('common')
  return (
    <ModalOverlay
      isDismissable
      isOpen
      onOpenChange={open => !open && onClose()}
      className="fixed inset-0 z-30 bg-overlay transition-opacity duration-200 starting:opacity-0 data-exiting:opacity-0"
    >
      <Modal className="absolute inset-y-0 start-0 w-72 max-w-[85vw] border-e border-line bg-surface shadow-pop transition-transform duration-200 ease-out starting:-translate-x-full data-exiting:-translate-x-full rtl:starting:translate-x-full rtl:data-exiting:translate-x-full">
        <Dialog aria-label={t('nav.main')} className="h-full outline-none">
          <div className="flex h-(--topbar) items-center justify-between border-b border-line ps-5 pe-3">
            <Logo />
            <IconButton label={t('action.close')} onPress={onClose}>
              <X />
            </IconButton>
          </div>
          <SideNav onNavigate={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
