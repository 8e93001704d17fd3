import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { OAuthApp } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { toast } from '@/shared/ui/toast'
import type { Secret } from './AppSecret'
import { appsKey, deleteApp, rotateSecret } from './api'

export type OpenApp = { kind: 'create' } | { kind: 'edit' | 'rotate' | 'delete'; app: OAuthApp }

type Props = { open: OpenApp | undefined; onClose: () => void; onSecret: (secret: Secret) => void }

export function AppDialogs({ open, onClose, onSecret }: Props) {
  if (open?.kind === 'rotate') return <Rotate app={open.app} onClose={onClose} onSecret={onSecret} />
  if (open?.kind === 'delete') return <Delete app={open.app} onClose={onClose} />
  return null
}

type OneProps = { app: OAuthApp; onClose: () => void }

function Rotate({ app, onClose, onSecret }: OneProps & { onSecret: (secret: Secret) => void }) {
  const { t } = useTranslation('apps')
  const errorText = useErrorText()
  const org = useOrgId()
  const rotate = useMutation({
    mutationFn: () => rotateSecret(org, app),
    onSuccess: ({ client_secret }) => onSecret({ clientId: app.client_id, clientSecret: client_secret }),
    onError: error => toast('danger', errorText(error)),
    onSettled: onClose,
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => rotate.mutate()}
      isPending={rotate.isPending}
      title={t('rotate.title', { name: app.name })}
      confirmLabel={t('rotate.confirm')}
    >
      {t('rotate.body')}
    </ConfirmDialog>
  )
}

function Delete({ app, onClose }: OneProps) {
  const { t } = useTranslation('apps')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const remove = useMutation({
    mutationFn: () => deleteApp(org, app),
    onSuccess: () => toast('ok', t('told.deleted', { name: app.name })),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => {
      onClose()
      void client.invalidateQueries({ queryKey: appsKey(org) })
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      isPending={remove.isPending}
      typeToConfirm={app.name}
      title={t('delete.title', { name: app.name })}
      confirmLabel={t('delete.confirm')}
    >
      {t('delete.body')}
    </ConfirmDialog>
  )
}
