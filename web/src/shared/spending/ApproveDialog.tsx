import type { SpendApproval } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { ApprovalFacts } from './ApprovalFacts'
import { useDecide } from './use-decide'

type Props = { approval: SpendApproval; onClose: () => void }

/** Money is spent by it, so it is looked at once more. What no longer fits says so here. */
export default function ApproveDialog({ approval, onClose }: Props) {
  const { t } = useTranslation('shared/spending')
  const errorText = useErrorText()
  const decide = useDecide(approval)
  const { kind, campaign } = approval
  return (
    <ConfirmDialog
      isOpen
      tone="default"
      onClose={onClose}
      onConfirm={() => decide.mutate('approved', { onSuccess: onClose })}
      isPending={decide.isPending}
      title={t(`approve.${kind}`, { name: campaign.name })}
      confirmLabel={t('approve.confirm')}
    >
      <div className="flex flex-col gap-4">
        {decide.error && <Banner tone="danger" title={errorText(decide.error)} />}
        <p>{t(`approve.${kind}_body`)}</p>
        <ApprovalFacts approval={approval} className="rounded-md bg-sunken/60 px-4 py-3 text-ink" />
      </div>
    </ConfirmDialog>
  )
}
