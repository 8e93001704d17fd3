import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Webhook } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { toast } from '@/shared/ui/toast'
import { disableWebhook, enableWebhook, webhooksKey } from './api'
import { webhookName } from './webhook-name'

/** `mutate(true)` switches it on, `mutate(false)` off. */
export function useSwitchWebhook(webhook: Webhook) {
  const { t } = useTranslation('webhooks')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  return useMutation({
    mutationFn: (isOn: boolean) => (isOn ? enableWebhook : disableWebhook)(org, webhook),
    onSuccess: (_, isOn) =>
      toast('ok', t(isOn ? 'told.enabled' : 'told.disabled', { name: webhookName(webhook) })),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => void client.invalidateQueries({ queryKey: webhooksKey(org) }),
  })
}
