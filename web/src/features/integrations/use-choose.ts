import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Integration } from '@/shared/api/types'
import { integrationsKey } from '@/shared/platforms/query'
import { useOrgId } from '@/shared/session/queries'
import { chooseAccounts, integrationQuery } from './api'
import { firstChoice } from './state'

/** The choice of accounts and pages. */
export function useChoose(integration: Integration, onDone: () => void) {
  const client = useQueryClient()
  const org = useOrgId()
  const [first] = useState(() => firstChoice(integration))
  const [accounts, setAccounts] = useState<ReadonlySet<string>>(() => new Set(first.accounts))
  const [pages, setPages] = useState<ReadonlySet<string>>(() => new Set(first.pages))
  const save = useMutation({
    mutationFn: () =>
      chooseAccounts(org, integration, { ad_account_ids: [...accounts], social_account_ids: [...pages] }),
    onSuccess: saved => {
      client.setQueryData(integrationQuery(org, saved.id).queryKey, saved)
      onDone()
    },
    onSettled: () => void client.invalidateQueries({ queryKey: integrationsKey(org) }),
  })
  return { accounts, setAccounts, pages, setPages, save }
}

export type Choosing = ReturnType<typeof useChoose>
