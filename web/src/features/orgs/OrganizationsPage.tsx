import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Building2, Plus } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery, orgsQuery } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { OrgCard, OrgCardSkeleton } from './OrgCard'

const CreateOrgDialog = lazy(() => import('./CreateOrgDialog'))

/** Every organization of this person. `create` in the address opens the dialog, so that other pages can link to it. */
export function OrganizationsPage({ create }: { create?: string }) {
  const { t } = useTranslation('orgs')
  const navigate = useNavigate()
  const { data: orgs, error, refetch } = useQuery(orgsQuery)
  const { data: context } = useQuery(contextQuery)
  const open = (isOpen: boolean) =>
    void navigate({ to: '/organizations', search: isOpen ? { create: 'new' } : {}, replace: true })
  const add = (
    <Button variant="primary" onPress={() => open(true)}>
      <Plus aria-hidden />
      {t('list.create')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={t('list.title')}
        description={t('list.lead')}
        actions={orgs?.length ? add : undefined}
      />
      {error && !orgs ? (
        <Card>
          <ErrorState error={error} onRetry={refetch} />
        </Card>
      ) : orgs?.length === 0 ? (
        <Card>
          <EmptyState icon={<Building2 />} title={t('list.empty_title')} action={add}>
            {t('list.empty')}
          </EmptyState>
        </Card>
      ) : (
        <ul className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-3">
          {orgs?.map(org => (
            <li key={org.id} className="flex">
              <OrgCard org={org} isCurrent={org.id === context?.org_id} />
            </li>
          )) ?? [1, 2, 3].map(index => <OrgCardSkeleton key={index} />)}
        </ul>
      )}
      <Suspense>{create && <CreateOrgDialog onClose={() => open(false)} />}</Suspense>
    </>
  )
}
