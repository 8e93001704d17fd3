import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { isApiError } from '@/shared/api/error'
import type { Integration } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { Guard } from '@/shared/session/Guard'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ButtonLink } from '@/shared/ui/Link'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Skeleton } from '@/shared/ui/Skeleton'
import { Tabs } from '@/shared/ui/Tabs'
import { AccountsCard } from './AccountsCard'
import { integrationQuery, type LogSearch, type ReceivedSearch } from './api'
import { IntegrationDialogs, type OpenDialog } from './IntegrationDialogs'
import { IntegrationHead } from './IntegrationHead'
import { LogCard } from './LogCard'
import { PagesCard } from './PagesCard'
import { ReceivedCard } from './ReceivedCard'
import { Rights } from './Rights'
import { SyncsCard } from './SyncsCard'
import { TokenCard } from './TokenCard'

type Search = LogSearch & Pick<ReceivedSearch, 'state'> & { tab?: string }

export function IntegrationPage({ id, search }: { id: string; search: Search }) {
  return (
    <Guard need="integrations.read">
      <One id={id} search={search} />
    </Guard>
  )
}

function One({ id, search }: { id: string; search: Search }) {
  const { t } = useTranslation('integrations')
  const { data, error, refetch } = useQuery(integrationQuery(useOrgId(), id))
  if (data) return <Loaded integration={data} search={search} />
  if (!error)
    return (
      <div aria-busy="true">
        <h1 className="sr-only">{t('title')}</h1>
        <Skeleton className="h-9 w-64" />
        <Skeleton className="mt-7 h-40 w-full rounded-lg" />
      </div>
    )
  const isGone = isApiError(error, 'not_found')
  return (
    <>
      <PageHeader title={t('title')} />
      <Card>
        <ErrorState
          error={error}
          title={isGone ? t('gone') : undefined}
          onRetry={isGone ? undefined : refetch}
          action={<ButtonLink to="/integrations">{t('to_all')}</ButtonLink>}
        />
      </Card>
    </>
  )
}

const TABS = ['overview', 'syncs', 'received', 'log'] as const

function Loaded({ integration, search }: { integration: Integration; search: Search }) {
  const { t } = useTranslation('integrations')
  const navigate = useNavigate()
  const setSearch = useSetSearch<Search>()
  const mayManage = useCan()('integrations.manage')
  const [open, setOpen] = useState<OpenDialog>()
  const content = {
    overview: <Overview integration={integration} onOpen={mayManage ? setOpen : undefined} />,
    syncs: <SyncsCard integration={integration} page={search.page} />,
    received: (
      <ReceivedCard integration={integration.id} search={{ state: search.state, page: search.page }} />
    ),
    log: <LogCard integration={integration} search={search} />,
  }
  return (
    <>
      <IntegrationHead integration={integration} onOpen={mayManage ? setOpen : undefined} />
      <Tabs
        label={t('tabs.label')}
        value={TABS.find(tab => tab === search.tab) ?? 'overview'}
        onChange={tab =>
          setSearch({ tab: tab === 'overview' ? undefined : tab, level: undefined, state: undefined })
        }
        tabs={TABS.map(id => ({ id, label: t(`tabs.${id}`), content: content[id] }))}
      />
      <IntegrationDialogs
        open={open}
        integration={integration}
        onClose={() => setOpen(undefined)}
        onDisconnected={() => void navigate({ to: '/integrations' })}
      />
    </>
  )
}

type OverviewProps = { integration: Integration; onOpen: ((open: OpenDialog) => void) | undefined }

function Overview({ integration, onOpen }: OverviewProps) {
  const { t } = useTranslation('integrations')
  const { platform, scopes, missing_scopes: missing } = integration
  return (
    <div className="grid items-start gap-6 grid-cols-[minmax(0,1fr)] lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="flex flex-col gap-6">
        <AccountsCard integration={integration} onChange={onOpen && (() => onOpen('accounts'))} />
        <PagesCard integration={integration} onChange={onOpen && (() => onOpen('accounts'))} />
      </div>
      <div className="flex flex-col gap-6">
        <TokenCard integration={integration} mayManage={onOpen !== undefined} />
        <Card title={t('rights.title')}>
          <Rights platform={platform} scopes={scopes} missing={missing} />
        </Card>
      </div>
    </div>
  )
}
