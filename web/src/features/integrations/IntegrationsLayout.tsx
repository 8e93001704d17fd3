import { Outlet } from '@tanstack/react-router'
import { BookOpen } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { useCan } from '@/shared/session/queries'
import { buttonStyles } from '@/shared/ui/button-styles'
import { PageHeader } from '@/shared/ui/PageHeader'
import { RouteTabs } from '@/shared/ui/RouteTabs'

const TABS = [
  { id: 'platforms', to: '/integrations', need: 'integrations.read' },
  { id: 'received', to: '/integrations/received', need: 'integrations.read' },
  { id: 'keys', to: '/integrations/keys', need: 'api_keys.read' },
  { id: 'apps', to: '/integrations/apps', need: 'oauth_apps.read' },
  { id: 'authorized', to: '/integrations/authorized', need: 'oauth_apps.read' },
  { id: 'webhooks', to: '/integrations/webhooks', need: 'webhooks.read' },
] as const

/** Around all pages of what connects from outside. */
export function IntegrationsLayout() {
  const { t } = useTranslation('integrations')
  const can = useCan()
  const open = TABS.filter(({ need }) => can(need))
  const tabs = open.map(({ id, to }) => ({ to, label: t(`tab.${id}`), exact: id === 'platforms' }))
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
      <Guard need={open[0]?.need ?? 'integrations.read'}>
        {tabs.length > 1 && <RouteTabs label={t('title')} tabs={tabs} />}
        <Outlet />
      </Guard>
    </>
  )
}
