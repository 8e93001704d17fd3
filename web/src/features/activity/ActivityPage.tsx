import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ActivityFeed } from './ActivityFeed'

export function ActivityPage() {
  const { t } = useTranslation('activity')
  return (
    <>
      <PageHeader title={t('title')} description={t('lead')} />
      <Guard need="activity.read">
        <ActivityFeed />
      </Guard>
    </>
  )
}
