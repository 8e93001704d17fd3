import { useQuery } from '@tanstack/react-query'
import { ChevronsUpDown } from 'lucide-react'
import { lazy } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery, orgsQuery } from '@/shared/session/queries'
import { Skeleton } from '@/shared/ui/Skeleton'
import { OrgLine } from './OrgLine'
import { PanelTrigger } from './PanelTrigger'

const load = () => import('./OrgMenu')
const OrgMenu = lazy(load)

export function OrgSwitcher() {
  const { t } = useTranslation('common')
  const { data: context } = useQuery(contextQuery)
  const { data: orgs } = useQuery(orgsQuery)
  const here = orgs?.find(org => org.id === context?.org_id)
  return (
    <PanelTrigger
      label={t('org.switch')}
      popup="menu"
      panel={OrgMenu}
      preload={load}
      className="flex min-h-control min-w-0 items-center gap-2.5 rounded-md py-1 ps-1.5 pe-2 text-start transition-colors hover:bg-ink/5"
    >
      {context ? <OrgLine org={here} fallback={context.org?.name} /> : <Skeleton className="h-8 w-36" />}
      <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-faint" />
    </PanelTrigger>
  )
}
