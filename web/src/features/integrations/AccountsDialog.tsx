import type { Integration } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { AccountPicker } from '@/shared/platforms/AccountPicker'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { toast } from '@/shared/ui/toast'
import { ChooseError } from './ChooseError'
import { usedOf } from './state'
import { useChoose } from './use-choose'

type Props = { integration: Integration; onClose: () => void }

export default function AccountsDialog({ integration, onClose }: Props) {
  const { t } = useTranslation('integrations')
  const { t: common } = useTranslation('common')
  const { chosen, setChosen, save } = useChoose(integration, () => {
    toast('ok', t('accounts.changed'))
    onClose()
  })
  const hasDropped = usedOf(integration).some(({ id }) => !chosen.has(id))
  return (
    <Dialog
      isOpen
      size="md"
      onClose={onClose}
      title={t('accounts.choose')}
      description={t('accounts.lead', { name: `\u2068${integration.name}\u2069` })}
      footer={
        <>
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button variant="primary" isPending={save.isPending} onPress={() => save.mutate()}>
            {t('accounts.use', { count: chosen.size })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <ChooseError error={save.error} />
        <AccountPicker
          label={t('accounts.title')}
          accounts={integration.ad_accounts}
          chosen={chosen}
          onChange={setChosen}
        />
        {hasDropped && <p className="text-sm text-muted">{t('accounts.dropped')}</p>}
      </div>
    </Dialog>
  )
}
