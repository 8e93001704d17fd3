import { ShieldCheck, ShieldOff } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { User } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useContextOrg } from '@/shared/session/queries'
import { Badge } from '@/shared/ui/Badge'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { MfaSetup } from './MfaSetup'

const DisableMfaDialog = lazy(() => import('./DisableMfaDialog'))
const RecoveryCodesDialog = lazy(() => import('./RecoveryCodesDialog'))

export function MfaCard({ me }: { me: User }) {
  const { t } = useTranslation('settings')
  const isRequired = useContextOrg()?.require_mfa
  // Once begun, the set-up stays until its codes are kept, though the account says "on" before that.
  const [isSettingUp, setSettingUp] = useState(false)
  const [open, setOpen] = useState<'disable' | 'codes'>()
  const close = () => setOpen(undefined)
  const isOn = me.mfa_enabled && !isSettingUp
  return (
    <Card
      title={t('mfa.title')}
      description={t('mfa.lead')}
      actions={
        <Badge tone={me.mfa_enabled ? 'ok' : 'warn'} dot>
          {t(me.mfa_enabled ? 'mfa.on' : 'mfa.off')}
        </Badge>
      }
    >
      {isSettingUp ? (
        <MfaSetup onDone={() => setSettingUp(false)} onCancel={() => setSettingUp(false)} />
      ) : isOn ? (
        <div className="flex flex-wrap gap-2">
          <Button onPress={() => setOpen('codes')}>
            <ShieldCheck aria-hidden />
            {t('mfa.new_codes')}
          </Button>
          <Button variant="danger-quiet" onPress={() => setOpen('disable')}>
            <ShieldOff aria-hidden />
            {t('mfa.disable')}
          </Button>
        </div>
      ) : (
        <div className="flex flex-col gap-4">
          {isRequired && <Banner tone="warn" title={t('mfa.required')} />}
          <Button variant="primary" className="self-start" onPress={() => setSettingUp(true)}>
            <ShieldCheck aria-hidden />
            {t('mfa.begin')}
          </Button>
        </div>
      )}
      <Suspense>
        {open === 'disable' && <DisableMfaDialog isRequired={isRequired === true} onClose={close} />}
        {open === 'codes' && <RecoveryCodesDialog onClose={close} />}
      </Suspense>
    </Card>
  )
}
