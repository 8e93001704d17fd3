import { useQueryClient } from '@tanstack/react-query'
import { useWatch } from 'react-hook-form'
import * as z from 'zod/mini'
import type { PlatformApp, PlatformIntegrations } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { FormPasswordField, FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { integrationsKey } from '@/shared/platforms/query'
import { useOrgId } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { toast } from '@/shared/ui/toast'
import { ownAppQuery, setOwnApp } from './api'
import { TERMS } from './own-app'
import { usePlatformWords } from './use-platform-words'

const optional = z.string().check(z.trim(), z.maxLength(500))
const required = z.string().check(z.trim(), z.minLength(1), z.maxLength(500))
const schema = z.object({
  app_id: required,
  app_secret: required,
  webhook_secret: optional,
  developer_token: optional,
  login_customer_id: optional,
})

type Values = z.infer<typeof schema>
type Props = { platform: PlatformIntegrations; app: PlatformApp | null; onClose: () => void }

/** Enters an app or another in its place. What is secret only goes in: nothing of it ever comes back. */
export function OwnAppForm({ platform: { platform, integrations }, app, onClose }: Props) {
  const { t } = useTranslation('integrations')
  const { t: common } = useTranslation('common')
  const name = usePlatformWords().name(platform)
  const client = useQueryClient()
  const org = useOrgId()
  const { form, submit, isSending, error } = useApiForm<Values, PlatformApp>({
    schema,
    defaultValues: {
      app_id: app?.app_id ?? '',
      app_secret: '',
      webhook_secret: '',
      developer_token: '',
      login_customer_id: '',
    },
    send: ({ app_id, app_secret, ...more }) =>
      setOwnApp(org, platform, app?.version ?? 0, { app_id, app_secret, ...filled(more) }),
    onDone: async saved => {
      client.setQueryData(ownAppQuery(org, platform).queryKey, saved)
      toast('ok', t('own_app.saved'))
      onClose()
      await client.invalidateQueries({ queryKey: integrationsKey(org) })
    },
  })
  const typed = useWatch({ control: form.control, name: 'app_id' }).trim()
  const breaks = app && typed !== app.app_id ? integrations.filter(it => it.is_own_app).length : 0
  const { control } = form
  return (
    <Card
      title={t('own_app.details')}
      description={app ? t('own_app.anew') : t('own_app.details_lead', { platform: name })}
    >
      <form onSubmit={submit} noValidate autoComplete="off" className="flex flex-col gap-6">
        <FormError error={error} />
        <FormTextField
          control={control}
          name="app_id"
          ltr
          spellCheck={false}
          autoComplete="off"
          label={t('set_up.id')}
          description={t('own_app.called', { term: `\u2068${TERMS[platform].id}\u2069` })}
        />
        {app && breaks > 0 && (
          <Banner
            tone="warn"
            title={t('own_app.breaks', { count: breaks, id: `\u2068${app.app_id}\u2069` })}
          />
        )}
        <FormPasswordField
          control={control}
          name="app_secret"
          autoComplete="new-password"
          label={t('set_up.secret')}
          description={t('own_app.called', { term: `\u2068${TERMS[platform].secret}\u2069` })}
        />
        {platform === 'google' && (
          <>
            <FormPasswordField
              control={control}
              name="developer_token"
              autoComplete="new-password"
              label={t('set_up.developer_token')}
              description={t('own_app.developer_token_hint')}
            />
            <FormTextField
              control={control}
              name="login_customer_id"
              ltr
              inputMode="numeric"
              autoComplete="off"
              label={t('own_app.manager')}
              labelAside={<Optional />}
              description={t('own_app.manager_hint')}
            />
          </>
        )}
        <FormPasswordField
          control={control}
          name="webhook_secret"
          autoComplete="new-password"
          label={t(platform === 'google' ? 'own_app.lead_key' : 'own_app.relay')}
          labelAside={<Optional />}
          description={t(platform === 'google' ? 'own_app.lead_key_hint' : 'own_app.relay_hint')}
        />
        <div className="flex flex-wrap justify-end gap-2">
          {app && <Button onPress={onClose}>{common('action.cancel')}</Button>}
          <Button type="submit" variant="primary" isPending={isSending}>
            {t('own_app.submit')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

function Optional() {
  const { t } = useTranslation('integrations')
  return <span className="text-sm text-muted">{t('own_app.optional')}</span>
}

const filled = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).filter(([, text]) => text))
