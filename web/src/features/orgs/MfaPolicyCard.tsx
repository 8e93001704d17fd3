import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isApiError } from '@/shared/api/error'
import type { Org } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useMe } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { Switch } from '@/shared/ui/Switch'
import { toast } from '@/shared/ui/toast'
import { orgQuery, updateOrg } from './api'

type Props = { org: Org; canEdit: boolean; onSaved: (org: Org) => void }

/** Whether everybody needs a second step. Turning it on locks people out until they have one, so it asks. */
export function MfaPolicyCard({ org, canEdit, onSaved }: Props) {
  const { t } = useTranslation('orgs')
  const errorText = useErrorText()
  const client = useQueryClient()
  const me = useMe()
  const [asking, setAsking] = useState(false)
  const save = useMutation({
    mutationFn: async (require_mfa: boolean) => {
      try {
        return await updateOrg(org.id, { require_mfa }, org.version)
      } catch (error) {
        if (!isApiError(error, 'stale_version')) throw error
        // One switch overwrites nothing of what others changed: once more on the newest state.
        const fresh = await client.fetchQuery({ ...orgQuery(org.id), staleTime: 0 })
        return updateOrg(org.id, { require_mfa }, fresh.version)
      }
    },
    onSuccess: onSaved,
    onError: error => toast('danger', errorText(error)),
    onSettled: () => setAsking(false),
  })
  return (
    <Card title={t('mfa.title')}>
      <Switch
        isSelected={save.isPending ? save.variables : org.require_mfa}
        isDisabled={!canEdit || save.isPending}
        onChange={on => (on ? setAsking(true) : save.mutate(false))}
        description={t('mfa.hint')}
      >
        {t('mfa.label')}
      </Switch>
      <ConfirmDialog
        isOpen={asking}
        tone="default"
        title={t('mfa.ask_title')}
        confirmLabel={t('mfa.ask_confirm')}
        isPending={save.isPending}
        onConfirm={() => save.mutate(true)}
        onClose={() => setAsking(false)}
      >
        <p>{t('mfa.ask')}</p>
        {me && !me.mfa_enabled && <p className="mt-3 font-medium text-warn-text">{t('mfa.ask_self')}</p>}
      </ConfirmDialog>
    </Card>
  )
}
