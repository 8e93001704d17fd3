import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { SpendApproval } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { toast } from '@/shared/ui/toast'
import { approve, withdraw } from './api'

const DEED = { approved: approve, withdrawn: withdraw }

/** Agrees to what waits, or takes it back. The campaign, its changes and what is committed follow. */
export function useDecide(approval: SpendApproval) {
  const { t } = useTranslation('shared/spending')
  const client = useQueryClient()
  const org = useOrgId()
  return useMutation({
    mutationFn: (deed: keyof typeof DEED) => DEED[deed](org, approval),
    onSuccess: (_, deed) => toast('ok', t(`told.${deed}`)),
    onSettled: () => void client.invalidateQueries({ queryKey: ['org', org] }),
  })
}
