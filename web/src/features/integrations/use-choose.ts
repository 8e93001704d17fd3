import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Integration } from '@/shared/api/types'
import { integrationsKey } from '@/shared/platforms/query'
import { useOrgId } from '@/shared/session/queries'
import { chooseAccounts, integrationQuery } from './api'
import { usedOf } from './state'

/** The choice of accounts: those in use; where none is yet, all that can run ads. */
export function useChoose(integration: Integration, onDone: () => void) {
  const client = useQueryClient()
  const org = useOrgId()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => {
    const used = usedOf(integration)
    const first = used.length
      ? used
      : integration.ad_accounts.filter(account => account.is_active && account.is_reached)
    return new Set(first.map(({ id }) => id))
  })
  const save = useMutation({
    mutationFn: () => chooseAccounts(org, integration, [...chosen]),
    onSuccess: saved => {
      client.setQueryData(integrationQuery(org, saved.id).queryKey, saved)
      onDone()
    },
    onSettled: () => void client.invalidateQueries({ queryKey: integrationsKey(org) }),
  })
  return { chosen, setChosen, save }
}
