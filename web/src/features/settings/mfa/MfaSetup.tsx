import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery, meQuery } from '@/shared/session/queries'
import { toast } from '@/shared/ui/toast'
import { setUpMfa } from '../api'
import { ConfirmCode } from './ConfirmCode'
import { PasswordStep } from './PasswordStep'
import { RecoveryCodes } from './RecoveryCodes'

type Props = { onDone: () => void; onCancel?: () => void }
type Secret = { secret: string; otpauth_url: string }

/** Three steps: who you are, the app's first code, the recovery codes. Also part of the first-run wizard. */
export function MfaSetup({ onDone, onCancel }: Props) {
  const { t } = useTranslation('settings')
  const client = useQueryClient()
  const [secret, setSecret] = useState<Secret>()
  const [codes, setCodes] = useState<string[]>()
  const step = codes ? 3 : secret ? 2 : 1
  // The button that was pressed is gone: the next step's heading takes over.
  const heading = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    if (step > 1) heading.current?.focus()
  }, [step])
  const finish = () => {
    toast('ok', t('mfa.done'))
    onDone()
  }
  return (
    <div className="flex flex-col gap-5">
      <p ref={heading} tabIndex={-1} className="text-sm font-medium text-accent-text outline-none">
        {t('mfa.step', { step, title: t(`mfa.step_${step}`) })}
      </p>
      {codes ? (
        <RecoveryCodes codes={codes} onDone={finish} />
      ) : secret ? (
        <ConfirmCode
          secret={secret}
          onCancel={onCancel}
          onDone={({ recovery_codes }) => {
            setCodes(recovery_codes)
            void client.invalidateQueries({ queryKey: meQuery.queryKey })
            void client.invalidateQueries({ queryKey: contextQuery.queryKey })
          }}
        />
      ) : (
        <PasswordStep
          submitLabel={t('mfa.continue')}
          send={setUpMfa}
          onDone={setSecret}
          onCancel={onCancel}
        />
      )}
    </div>
  )
}
