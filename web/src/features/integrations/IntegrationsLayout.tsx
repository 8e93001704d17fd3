import { Outlet } from '@tanstack/react-router'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { useCan } from '@/shared/session/queries'
import { ExternalLink } from '@/shared/ui/Link'
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
        description={
          <>
            {t('lead')} <ExternalLink href="/api/documentation">{t('docs')}</ExternalLink>
          </>
        }
      />
      <Guard need={can('oauth_apps.read') ? 'oauth_apps.read' : 'api_keys.read'}>
        <RouteTabs
          label={t('title')}
          tabs={[
            { to: '/integrations/keys', label: t('tab.keys') },
            { to: '/integrations/apps', label: t('tab.apps') },
            { to: '/integrations/authorized', label: t('tab.authorized') },
          ]}
        />
        <Outlet />
      </Guard>
    </>
  )
}
