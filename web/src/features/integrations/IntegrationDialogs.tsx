import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import type { Integration } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { integrationsKey } from '@/shared/platforms/query'
import { useOrgId } from '@/shared/session/queries'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { toast } from '@/shared/ui/toast'
import { disconnect } from './api'
import { usePlatformWords } from './use-platform-words'

const AccountsDialog = lazy(() => import('./AccountsDialog'))
const LinkDialog = lazy(() => import('./LinkDialog'))

export type OpenDialog = 'accounts' | 'link' | 'disconnect'

type Props = {
  open: OpenDialog | undefined
  integration: Integration
  onClose: () => void
  onDisconnected: () => void
}

export function IntegrationDialogs({ open, integration, onClose, onDisconnected }: Props) {
  return (
    <Suspense>
      {open === 'accounts' && <AccountsDialog integration={integration} onClose={onClose} />}
      {open === 'link' && <LinkDialog integration={integration} onClose={onClose} />}
      {open === 'disconnect' && (
        <Disconnect integration={integration} onClose={onClose} onDisconnected={onDisconnected} />
      )}
    </Suspense>
  )
}

function Disconnect({ integration, onClose, onDisconnected }: Omit<Props, 'open'>) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const end = useMutation({
    mutationFn: () => disconnect(org, integration),
    onSuccess: ({ message }) => {
      if (message) toast('ok', message)
      onDisconnected()
    },
    onError: error => {
      toast('danger', errorText(error))
      void client.invalidateQueries({ queryKey: integrationsKey(org) })
    },
    onSettled: () => {
      onClose()
      void client.invalidateQueries({ queryKey: [...integrationsKey(org), 'platforms'] })
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => end.mutate()}
      isPending={end.isPending}
      title={t('disconnect.title', { name: integration.name })}
      confirmLabel={t('disconnect.confirm')}
    >
      <ul className="flex list-disc flex-col gap-1.5 ps-5">
        <li>{t('disconnect.stays')}</li>
        <li>{t('disconnect.ends')}</li>
        <li>{t('disconnect.given_back', { platform: words.name(integration.platform) })}</li>
      </ul>
    </ConfirmDialog>
  )
}
