import { SecretOnce } from '@/shared/access/SecretOnce'
import { useTranslation } from '@/shared/i18n/use-translation'

export type Secret = { clientId: string; clientSecret: string }

export function AppSecret({ secret, onClose }: { secret: Secret | undefined; onClose: () => void }) {
  const { t } = useTranslation('apps')
  if (!secret) return null
  return (
    <SecretOnce
      title={t('secret.title')}
      onClose={onClose}
      secrets={[
        { label: t('secret.id'), value: secret.clientId },
        { label: t('secret.secret'), value: secret.clientSecret },
      ]}
    />
  )
}
