import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { Webhook } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { toast } from '@/shared/ui/toast'
import { removeWebhook, rotateWebhookSecret, webhooksKey } from './api'
import { type NewSecret, WebhookSecret } from './WebhookSecret'
import { webhookName } from './webhook-name'

const WebhookForm = lazy(() => import('./WebhookForm'))

export type OpenWebhook = { kind: 'create' } | { kind: 'edit' | 'rotate' | 'remove'; webhook: Webhook }

type Props = { open: OpenWebhook | undefined; onClose: () => void; onRemoved?: () => void }

export function WebhookDialogs({ open, onClose, onRemoved }: Props) {
  const [secret, setSecret] = useState<NewSecret>()
  return (
    <>
      <Suspense>
        {open?.kind === 'create' && <WebhookForm onClose={onClose} onCreated={setSecret} />}
        {open?.kind === 'edit' && <WebhookForm webhook={open.webhook} onClose={onClose} />}
      </Suspense>
      {open?.kind === 'rotate' && <Rotate webhook={open.webhook} onClose={onClose} onSecret={setSecret} />}
      {open?.kind === 'remove' && <Remove webhook={open.webhook} onClose={onClose} onRemoved={onRemoved} />}
      <WebhookSecret secret={secret} onClose={() => setSecret(undefined)} />
    </>
  )
}

type OneProps = { webhook: Webhook; onClose: () => void }

function Rotate({ webhook, onClose, onSecret }: OneProps & { onSecret: (secret: NewSecret) => void }) {
  const { t } = useTranslation('webhooks')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const rotate = useMutation({
    mutationFn: () => rotateWebhookSecret(org, webhook),
    onSuccess: ({ secret }) => onSecret({ secret, isRotated: true }),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => {
      onClose()
      void client.invalidateQueries({ queryKey: webhooksKey(org) })
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => rotate.mutate()}
      isPending={rotate.isPending}
      title={t('rotate.title', { name: webhookName(webhook) })}
      confirmLabel={t('rotate.confirm')}
    >
      {t('rotate.body')}
    </ConfirmDialog>
  )
}

function Remove({ webhook, onClose, onRemoved }: OneProps & { onRemoved: (() => void) | undefined }) {
  const { t } = useTranslation('webhooks')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const name = webhookName(webhook)
  const remove = useMutation({
    mutationFn: () => removeWebhook(org, webhook),
    onSuccess: () => {
      toast('ok', t('told.removed', { name }))
      onRemoved?.()
    },
    onError: error => toast('danger', errorText(error)),
    onSettled: () => {
      onClose()
      void client.invalidateQueries({ queryKey: [...webhooksKey(org), 'list'] })
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      isPending={remove.isPending}
      title={t('remove.title', { name })}
      confirmLabel={t('remove.confirm')}
    >
      {t('remove.body')}
    </ConfirmDialog>
  )
}
