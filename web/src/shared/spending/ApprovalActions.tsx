import { useQuery } from '@tanstack/react-query'
import { Check, Undo2, X } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { SpendApproval } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery, useCan } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { toast } from '@/shared/ui/toast'
import { approvalRights } from './approval-rights'
import { useDecide } from './use-decide'

const ApproveDialog = lazy(() => import('./ApproveDialog'))
const RejectDialog = lazy(() => import('./RejectDialog'))

/** What this person may do about what is asked for: agree or not, or take their own back. */
export function useApprovalRights(approval: SpendApproval) {
  return approvalRights(approval, useQuery(contextQuery).data?.member_id, useCan())
}

export function ApprovalActions({ approval }: { approval: SpendApproval }) {
  const { t } = useTranslation('shared/spending')
  const errorText = useErrorText()
  const rights = useApprovalRights(approval)
  const [open, setOpen] = useState<'approve' | 'reject'>()
  const decide = useDecide(approval)
  const { name } = approval.campaign
  const close = () => setOpen(undefined)
  return (
    <>
      {rights.approve && (
        <Button
          size="sm"
          variant="primary"
          aria-label={t('approve.open_of', { name })}
          onPress={() => setOpen('approve')}
        >
          <Check aria-hidden />
          {t('approve.open')}
        </Button>
      )}
      {rights.reject && (
        <Button size="sm" aria-label={t('reject.open_of', { name })} onPress={() => setOpen('reject')}>
          <X aria-hidden />
          {t('reject.open')}
        </Button>
      )}
      {rights.withdraw && (
        <Button
          size="sm"
          aria-label={t('withdraw_of', { name })}
          isPending={decide.isPending}
          onPress={() => decide.mutate('withdrawn', { onError: error => toast('danger', errorText(error)) })}
        >
          <Undo2 aria-hidden className="mirror" />
          {t('withdraw')}
        </Button>
      )}
      <Suspense>
        {open === 'approve' && <ApproveDialog approval={approval} onClose={close} />}
        {open === 'reject' && <RejectDialog approval={approval} onClose={close} />}
      </Suspense>
    </>
  )
}
