import type { PlatformIntegrations } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { CopyField } from '@/shared/ui/CopyField'
import { Dialog } from '@/shared/ui/Dialog'
import { usePlatformWords } from './use-platform-words'

type Props = { platform: PlatformIntegrations; onClose: () => void }

/** What the administrator of the installation does once, before anybody can connect. */
export default function SetUpDialog({ platform, onClose }: Props) {
  const { t } = useTranslation('integrations')
  const { t: common } = useTranslation('common')
  const words = usePlatformWords()
  const name = words.name(platform.platform)
  const setting = `CMIS_${platform.platform.toUpperCase()}_APP`
  return (
    <Dialog
      isOpen
      size="md"
      onClose={onClose}
      title={t('set_up.title', { platform: name })}
      description={t('set_up.who')}
      footer={<Button onPress={onClose}>{common('action.close')}</Button>}
    >
      <ol className="flex list-decimal flex-col gap-5 ps-5 marker:text-muted">
        <li>{t('set_up.register', { platform: name })}</li>
        <li>
          <p className="mb-3">{t('set_up.addresses')}</p>
          <div className="flex flex-col gap-3">
            <CopyField label={t('set_up.callback')} value={platform.callback_url} />
            <CopyField label={t('set_up.webhook')} value={platform.webhook_url} />
            {platform.webhook_verify_token && (
              <CopyField label={t('set_up.verify_token')} value={platform.webhook_verify_token} />
            )}
          </div>
        </li>
        <li>
          <p className="mb-3">{t('set_up.settings')}</p>
          <div className="flex flex-col gap-3">
            <CopyField label={t('set_up.id')} value={`${setting}_ID`} />
            <CopyField label={t('set_up.secret')} value={`${setting}_SECRET`} />
            {platform.platform === 'google' && (
              <CopyField label={t('set_up.developer_token')} value="CMIS_GOOGLE_DEVELOPER_TOKEN" />
            )}
          </div>
        </li>
      </ol>
    </Dialog>
  )
}
