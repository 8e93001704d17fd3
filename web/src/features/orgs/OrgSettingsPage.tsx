import { useQuery } from '@tanstack/react-query'
import { useTranslation } from '@/shared/i18n/use-translation'
import { ExportCard } from '@/shared/jobs/ExportCard'
import { Guard } from '@/shared/session/Guard'
import { useCan, useContextOrg, useOrgId } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Skeleton } from '@/shared/ui/Skeleton'
import { exportOrg, orgQuery } from './api'
import { DeletionBanner } from './DeletionBanner'
import { OrgDangerCard } from './OrgDangerCard'
import { OrgSettingsForm } from './OrgSettingsForm'

/** The current organization: how it works, its data, its end. */
export function OrgSettingsPage() {
  const { t } = useTranslation('orgs')
  const id = useOrgId()
  const can = useCan()
  const name = useContextOrg()?.name
  const { data: org, error, refetch } = useQuery(orgQuery(id))
  return (
    <>
      <PageHeader title={t('settings.title')} description={name && t('settings.lead', { name })} />
      <Guard need="org.read">
        {error && !org && (
          <Card>
            <ErrorState error={error} onRetry={refetch} />
          </Card>
        )}
        {!org && !error && <SettingsSkeleton />}
        {org && (
          <div className="flex flex-col gap-6">
            {org.deletes_at && <DeletionBanner org={org} />}
            <OrgSettingsForm key={org.id} org={org} canEdit={can('org.update')} />
            {can('org.export') && (
              <ExportCard
                title={t('export.title')}
                description={t('export.lead')}
                memory={org.id}
                start={() => exportOrg(org.id)}
              />
            )}
            <OrgDangerCard org={org} canDelete={can('org.delete')} />
          </div>
        )}
      </Guard>
    </>
  )
}

function SettingsSkeleton() {
  return (
    <Card>
      <div aria-busy="true" className="grid gap-6 sm:grid-cols-2">
        {[1, 2, 3, 4, 5, 6].map(index => (
          <div key={index}>
            <Skeleton className="h-4 w-24" />
            <Skeleton className="mt-2 h-10 w-full rounded-md" />
          </div>
        ))}
      </div>
    </Card>
  )
}
