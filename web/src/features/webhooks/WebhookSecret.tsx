import { SecretOnce } from '@/shared/access/SecretOnce'
import { useTranslation } from '@/shared/i18n/use-translation'

export type NewSecret = { secret: string; isRotated?: true }

export function WebhookSecret({ secret, onClose }: { secret: NewSecret | undefined; onClose: () => void }) {
  const { t } = useTranslation('webhooks')
  if (!secret) return null
  return (
    <SecretOnce
      title={t('secret.title')}
      body={t('secret.body')}
      secrets={[{ label: t('secret.label'), value: secret.secret }]}
      onClose={onClose}
    >
      <p className="text-sm text-muted">{t(secret.isRotated ? 'secret.rotated' : 'secret.use')}</p>
    </SecretOnce>
  )
}
