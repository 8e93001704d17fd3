import type { Webhook } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Badge } from '@/shared/ui/Badge'

export function WebhookState({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation('webhooks')
  if (webhook.status === 'disabled') {
    const byItself = webhook.disabled_reason !== 'person'
    return (
      <Badge dot tone={byItself ? 'danger' : 'neutral'}>
        {t(byItself ? 'state.stopped' : 'state.disabled')}
      </Badge>
    )
  }
  return (
    <Badge dot tone={webhook.failing_since ? 'warn' : 'ok'}>
      {t(webhook.failing_since ? 'state.failing' : 'state.active')}
    </Badge>
  )
}
