import type { Integration } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { toast } from '@/shared/ui/toast'
import { Choices, useChoiceWords } from './Choices'
import { ChooseError } from './ChooseError'
import { pagesOf, usedOf } from './state'
import { useChoose } from './use-choose'

type Props = { integration: Integration; onClose: () => void }

export default function AccountsDialog({ integration, onClose }: Props) {
  const { t } = useTranslation('integrations')
  const { t: common } = useTranslation('common')
  const choosing = useChoose(integration, () => {
    toast('ok', t('accounts.changed'))
    onClose()
  })
  const { accounts, pages, save } = choosing
  const use = useChoiceWords(integration, choosing)
  const hasDropped = usedOf(integration).some(({ id }) => !accounts.has(id))
  const hasDroppedPages = pagesOf(integration).some(({ id }) => !pages.has(id))
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
            {use}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <ChooseError error={save.error} />
        <Choices integration={integration} choosing={choosing} />
        {hasDroppedPages && <p className="text-sm text-muted">{t('pages.dropped')}</p>}
        {hasDropped && <p className="text-sm text-muted">{t('accounts.dropped')}</p>}
      </div>
    </Dialog>
  )
}
