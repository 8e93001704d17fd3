import { useTranslation } from '@/shared/i18n/use-translation'
import { COMMAND_KEY } from '@/shared/lib/platform'
import { Dialog } from '@/shared/ui/Dialog'
import { Kbd } from '@/shared/ui/Kbd'
import { usePages } from './navigation'

export default function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('common')
  const pages = usePages()
  return (
    <Dialog isOpen onClose={onClose} title={t('shortcuts.title')} description={t('shortcuts.description')}>
      <dl className="divide-y divide-line pb-2">
        <Row label={t('shortcuts.search')}>
          <Kbd>{COMMAND_KEY}</Kbd>
          <Kbd>K</Kbd>
        </Row>
        <Row label={t('shortcuts.help')}>
          <Kbd>?</Kbd>
        </Row>
        {pages.map(({ id, key }) => (
          <Row key={id} label={t('shortcuts.go', { page: t(`nav.${id}`) })}>
            <Kbd>G</Kbd>
            <span className="text-xs text-faint">{t('shortcuts.then')}</span>
            <Kbd>{key.toUpperCase()}</Kbd>
          </Row>
        ))}
      </dl>
    </Dialog>
  )
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex min-h-11 items-center justify-between gap-4">
      <dt>{label}</dt>
      <dd className="flex items-center gap-1.5">{children}</dd>
    </div>
  )
}
