import { KeyRound, MoreHorizontal, Pencil, Power, Trash2 } from 'lucide-react'
import type { Webhook } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { IconButton } from '@/shared/ui/IconButton'
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu'
import { useSwitchWebhook } from './use-switch-webhook'
import type { OpenWebhook } from './WebhookDialogs'
import { webhookName } from './webhook-name'

type Props = { webhook: Webhook; onOpen: ((open: OpenWebhook) => void) | undefined }

export function WebhookMenu({ webhook, onOpen }: Props) {
  const { t } = useTranslation('webhooks')
  const turn = useSwitchWebhook(webhook)
  if (!onOpen) return null
  const label = t('actions_of', { name: webhookName(webhook) })
  const isOff = webhook.status === 'disabled'
  return (
    <Menu
      label={label}
      trigger={
        <IconButton label={label}>
          <MoreHorizontal />
        </IconButton>
      }
    >
      <MenuItem icon={<Pencil />} onAction={() => onOpen({ kind: 'edit', webhook })}>
        {t('action.edit')}
      </MenuItem>
      <MenuItem icon={<KeyRound />} onAction={() => onOpen({ kind: 'rotate', webhook })}>
        {t('action.rotate')}
      </MenuItem>
      <MenuItem icon={<Power />} onAction={() => turn.mutate(isOff)}>
        {t(isOff ? 'action.enable' : 'action.disable')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<Trash2 />} tone="danger" onAction={() => onOpen({ kind: 'remove', webhook })}>
        {t('action.remove')}
      </MenuItem>
    </Menu>
  )
}
