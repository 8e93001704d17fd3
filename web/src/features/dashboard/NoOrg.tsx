import { useQuery } from '@tanstack/react-query'
import { Building2, Plus } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { orgsQuery } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ButtonLink } from '@/shared/ui/Link'

/** Nobody's current organization: choose one, or make one. */
export function NoOrg() {
  const { t } = useTranslation('dashboard')
  const { data: orgs } = useQuery(orgsQuery)
  const has = Boolean(orgs?.length)
  return (
    <Card>
      <EmptyState
        icon={<Building2 />}
        title={t(has ? 'no_org.choose_title' : 'no_org.title')}
        action={
          has ? (
            <ButtonLink to="/organizations" variant="primary">
              {t('no_org.choose')}
            </ButtonLink>
          ) : (
            <ButtonLink to="/organizations" search={{ create: 'new' }} variant="primary">
              <Plus aria-hidden />
              {t('no_org.create')}
            </ButtonLink>
          )
        }
      >
        {t(has ? 'no_org.choose_lead' : 'no_org.lead')}
      </EmptyState>
    </Card>
  )
}
