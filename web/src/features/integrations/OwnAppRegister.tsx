import type { PlatformIntegrations } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import { CopyField } from '@/shared/ui/CopyField'
import { usePlatformWords } from './use-platform-words'

/** What the app has to know of us. Where it announces things to belongs to its id, so only a saved app has that. */
export function OwnAppRegister({ platform }: { platform: PlatformIntegrations }) {
  const { t } = useTranslation('integrations')
  const name = usePlatformWords().name(platform.platform)
  return (
    <Card
      title={t('own_app.register', { platform: name })}
      description={t('own_app.register_lead', { platform: name })}
    >
      <div className="flex flex-col gap-4">
        <CopyField label={t('set_up.callback')} value={platform.callback_url} />
        {platform.is_own_app ? (
          <>
            <CopyField label={t('set_up.webhook')} value={platform.webhook_url} />
            {platform.webhook_verify_token && (
              <CopyField label={t('set_up.verify_token')} value={platform.webhook_verify_token} />
            )}
          </>
        ) : (
          <p className="text-sm text-muted">{t('own_app.later')}</p>
        )}
      </div>
    </Card>
  )
}
