import { Outlet } from '@tanstack/react-router'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { PageHeader } from '@/shared/ui/PageHeader'
import { RouteTabs } from '@/shared/ui/RouteTabs'

export function AdminLayout() {
  const { t } = useTranslation('admin')
  return (
    <>
      <PageHeader title={t('title')} description={t('lead')} />
      <Guard need="instance">
        <RouteTabs
          label={t('title')}
          tabs={[
            { to: '/admin/users', label: t('tab.users') },
            { to: '/admin/organizations', label: t('tab.organizations') },
            { to: '/admin/plans', label: t('tab.plans') },
            { to: '/admin/jobs', label: t('tab.jobs') },
            { to: '/admin/webhooks', label: t('tab.webhooks') },
            { to: '/admin/audit', label: t('tab.audit') },
            { to: '/admin/health', label: t('tab.health') },
          ]}
        />
        <Outlet />
      </Guard>
    </>
  )
}
