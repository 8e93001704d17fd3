import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { PlatformApp, PlatformIntegrations } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { integrationsKey } from '@/shared/platforms/query'
import { useOrgId } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { ButtonLink } from '@/shared/ui/Link'
import { toast } from '@/shared/ui/toast'
import { removeOwnApp } from './api'
import { TERMS } from './own-app'
import { usePlatformWords } from './use-platform-words'

type Props = { platform: PlatformIntegrations; app: PlatformApp; onChange: () => void }

/** The app that is in use, as far as it may be shown. */
export function OwnAppCard({ platform, app, onChange }: Props) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  const [isRemoving, setRemoving] = useState(false)
  const others = platform.integrations.filter(({ is_own_app }) => !is_own_app).length
  return (
    <Card
      title={t('own_app.app')}
      actions={
        <div className="flex gap-2">
          <Button variant="danger-quiet" size="sm" onPress={() => setRemoving(true)}>
            {t('own_app.remove')}
          </Button>
          <Button size="sm" onPress={onChange}>
            {t('own_app.change')}
          </Button>
        </div>
      }
      footer={
        <ButtonLink
          to="/integrations/connect/$platform"
          params={{ platform: app.platform }}
          variant={platform.integrations.length > 0 ? 'secondary' : 'primary'}
        >
          {platform.integrations.length > 0
            ? t('connect.another')
            : t('connect.open', { platform: words.name(app.platform) })}
        </ButtonLink>
      }
    >
      <div className="flex flex-col gap-5">
        <Facts app={app} />
        {others > 0 && <Banner title={t('own_app.goes_on', { count: others })} />}
      </div>
      {isRemoving && <Remove platform={platform} app={app} onClose={() => setRemoving(false)} />}
    </Card>
  )
}

function Facts({ app }: { app: PlatformApp }) {
  const { t } = useTranslation('integrations')
  const format = useFormat()
  const names: Record<string, string> = {
    developer_token: t('set_up.developer_token'),
    login_customer_id: t('own_app.manager'),
  }
  const also = [
    ...app.more.map(name => names[name] ?? name),
    ...(app.has_webhook_secret ? [t(app.platform === 'google' ? 'own_app.lead_key' : 'own_app.relay')] : []),
  ]
  return (
    <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
      <div className="min-w-0 sm:col-span-2">
        <dt className="text-sm text-muted">
          {t('set_up.id')} (<bdi>{TERMS[app.platform].id}</bdi>)
        </dt>
        <dd className="ltr w-fit max-w-full font-mono text-sm break-all">{app.app_id}</dd>
      </div>
      <div>
        <dt className="text-sm text-muted">{t('own_app.changed')}</dt>
        <dd>{format.dateTime(app.updated_at)}</dd>
      </div>
      {also.length > 0 && (
        <div>
          <dt className="text-sm text-muted">{t('own_app.also')}</dt>
          <dd>{format.list(also)}</dd>
        </div>
      )}
    </dl>
  )
}

type RemoveProps = { platform: PlatformIntegrations; app: PlatformApp; onClose: () => void }

function Remove({ platform, app, onClose }: RemoveProps) {
  const { t } = useTranslation('integrations')
  const name = usePlatformWords().name(app.platform)
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const remove = useMutation({
    mutationFn: () => removeOwnApp(org, app),
    onSuccess: () => toast('ok', t('own_app.removed')),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => {
      onClose()
      void client.invalidateQueries({ queryKey: integrationsKey(org) })
    },
  })
  const count = platform.integrations.filter(({ is_own_app }) => is_own_app).length
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      isPending={remove.isPending}
      title={t('own_app.remove_title', { platform: name })}
      confirmLabel={t('own_app.remove_confirm')}
    >
      <ul className="flex list-disc flex-col gap-1.5 ps-5">
        <li>{t('own_app.remove_breaks', { count })}</li>
        <li>{t('own_app.remove_after')}</li>
        <li>{t('own_app.remove_webhooks', { platform: name })}</li>
        <li>{t('disconnect.stays')}</li>
      </ul>
    </ConfirmDialog>
  )
}
