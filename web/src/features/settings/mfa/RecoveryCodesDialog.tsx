import { useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Dialog } from '@/shared/ui/Dialog'
import { newRecoveryCodes } from '../api'
import { PasswordStep } from './PasswordStep'
import { RecoveryCodes } from './RecoveryCodes'

/** New codes; the old ones stop to work with them. */
export default function RecoveryCodesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('settings')
  const [codes, setCodes] = useState<string[]>()
  return (
    <Dialog
      isOpen
      isRequired={codes !== undefined}
      onClose={onClose}
      size="md"
      title={t('codes.title')}
      description={codes ? undefined : t('codes.replace')}
    >
      <div className="pb-3">
        {codes ? (
          <RecoveryCodes codes={codes} onDone={onClose} />
        ) : (
          <PasswordStep
            submitLabel={t('codes.make')}
            send={newRecoveryCodes}
            onDone={result => setCodes(result.recovery_codes)}
            onCancel={onClose}
          />
        )}
      </div>
    </Dialog>
  )
}
