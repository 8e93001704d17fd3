import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ApiKey } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { toast } from '@/shared/ui/toast'
import { keysKey, revokeKey } from './api'

export function RevokeKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation('keys')
  const errorText = useErrorText()
  const format = useFormat()
  const client = useQueryClient()
  const org = useOrgId()
  const revoke = useMutation({
    mutationFn: () => revokeKey(org, apiKey),
    onSuccess: () => toast('ok', t('told.revoked', { name: apiKey.name })),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => {
      onClose()
      void client.invalidateQueries({ queryKey: keysKey(org) })
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => revoke.mutate()}
      isPending={revoke.isPending}
      title={t('revoke.title', { name: apiKey.name })}
      confirmLabel={t('revoke.confirm')}
    >
      {t('revoke.body')}{' '}
      {apiKey.last_used_at
        ? t('revoke.used', { ago: format.ago(apiKey.last_used_at) })
        : t('revoke.never_used')}
    </ConfirmDialog>
  )
}
