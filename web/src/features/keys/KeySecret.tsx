import { SecretOnce } from '@/shared/access/SecretOnce'
import { useTranslation } from '@/shared/i18n/use-translation'
import { CopyField } from '@/shared/ui/CopyField'
import { ExternalLink } from '@/shared/ui/Link'
import { firstCall } from './first-call'

export function KeySecret({ secret, onClose }: { secret: string | undefined; onClose: () => void }) {
  const { t } = useTranslation('keys')
  if (!secret) return null
  return (
    <SecretOnce
      title={t('secret.title')}
      secrets={[{ label: t('secret.key'), value: secret }]}
      onClose={onClose}
    >
      <CopyField label={t('secret.try')} value={firstCall(secret)} />
      <p className="text-sm text-muted">
        {t('secret.more')} <ExternalLink href="/api/documentation">{t('secret.docs')}</ExternalLink>
      </p>
    </SecretOnce>
  )
}
