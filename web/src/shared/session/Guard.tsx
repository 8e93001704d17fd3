import { useQuery } from '@tanstack/react-query'
import { Building2, Lock } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ButtonLink } from '@/shared/ui/Link'
import { contextQuery, useCan, useMe } from './queries'

type Props = {
  /** What the page needs; `instance` for administrators of the installation. */
  need: string
  children: React.ReactNode
}

/** A page that was reached by its address although the navigation does not offer it. */
export function Guard({ need, children }: Props) {
  const { t } = useTranslation('common')
  const can = useCan()
  const me = useMe()
  const { data: context } = useQuery(contextQuery)
  if (need === 'instance' ? me?.is_instance_admin : can(need)) return children
  const noOrg = need !== 'instance' && context?.org_id === null
  return (
    <Card>
      <EmptyState
        icon={noOrg ? <Building2 /> : <Lock />}
        title={noOrg ? t('org.none') : t('no_access.title')}
        action={
          <ButtonLink to={noOrg ? '/organizations' : '/'} variant="primary">
            {noOrg ? t('nav.organizations') : t('error.home')}
          </ButtonLink>
        }
      >
        {noOrg ? t('no_access.no_org') : t(need === 'instance' ? 'no_access.instance' : 'no_access.body')}
      </EmptyState>
    </Card>
  )
}
