import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { CopyField } from '@/shared/ui/CopyField'
import { Dialog } from '@/shared/ui/Dialog'

type Props = {
  title: string
  /** Nothing is open while there are none. */
  secrets: { label: string; value: string }[] | undefined
  onClose: () => void
  /** What is kept of it, where it is more than a fingerprint. */
  body?: string
  /** What to do with it, such as a first call. */
  children?: React.ReactNode
}

/** A secret that is shown this one time; closing takes a deliberate press. */
export function SecretOnce({ title, secrets, onClose, body, children }: Props) {
  const { t } = useTranslation('shared/access')
  return (
    <Dialog
      isOpen={secrets !== undefined}
      onClose={onClose}
      title={title}
      size="md"
      isRequired
      footer={
        <Button variant="primary" onPress={onClose}>
          {t('secret.stored')}
        </Button>
      }
    >
      <div className="flex flex-col gap-5">
        <Banner tone="warn" title={t('secret.title')}>
          {body ?? t('secret.body')}
        </Banner>
        {secrets?.map(secret => (
          <CopyField key={secret.label} {...secret} />
        ))}
        {children}
      </div>
    </Dialog>
  )
}
