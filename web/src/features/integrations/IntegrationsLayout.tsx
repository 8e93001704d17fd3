import { Outlet } from '@tanstack/react-router'
import { BookOpen } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { useCan } from '@/shared/session/queries'
import { buttonStyles } from '@/shared/ui/button-styles'
import { PageHeader } from '@/shared/ui/PageHeader'
import { RouteTabs } from '@/shared/ui/RouteTabs'

/** Around all pages of what connects from outside. */
export function IntegrationsLayout() {
  const { t } = useTranslation('integrations')
  const can = useCan()
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('lead')}
        actions={
          <a href="/api/documentation" target="_blank" rel="noreferrer" className={buttonStyles('secondary')}>
            <BookOpen aria-hidden />
            {t('docs')}
          </a>
        }
      />
      <Guard need={can('oauth_apps.read') ? 'oauth_apps.read' : 'api_keys.read'}>
        <RouteTabs
          label={t('title')}
          tabs={[
            { to: '/integrations/keys', label: t('tab.keys') },
            { to: '/integrations/apps', label: t('tab.apps') },
            { to: '/integrations/authorized', label: t('tab.authorized') },
            ...(can('webhooks.read')
              ? [{ to: '/integrations/webhooks' as const, label: t('tab.webhooks') }]
              : []),
          ]}
        />
        <Outlet />
      </Guard>
    </>
  )
}
