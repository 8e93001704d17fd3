import { useQuery } from '@tanstack/react-query'
import { Unplug } from 'lucide-react'
import { useState } from 'react'
import type { PlatformIntegrations } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { isPlatform, type PlatformId } from '@/shared/platforms/platforms'
import { platformsQuery } from '@/shared/platforms/query'
import { Guard } from '@/shared/session/Guard'
import { useOrgId } from '@/shared/session/queries'
import { Badge } from '@/shared/ui/Badge'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ButtonLink } from '@/shared/ui/Link'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Skeleton } from '@/shared/ui/Skeleton'
import { ownAppQuery } from './api'
import { OwnAppCard } from './OwnAppCard'
import { OwnAppForm } from './OwnAppForm'
import { OwnAppRegister } from './OwnAppRegister'
import { Rights } from './Rights'
import { usePlatformWords } from './use-platform-words'

/** An organization's own app at a platform: what to register there, and its id and secret. */
export function OwnAppPage({ platform }: { platform: string }) {
  const { t } = useTranslation('integrations')
  if (isPlatform(platform)) return <Known platform={platform} />
  return (
    <>
      <PageHeader title={t('title')} />
      <Card>
        <EmptyState
          icon={<Unplug />}
          title={t('connect.unknown')}
          action={<ButtonLink to="/integrations">{t('to_all')}</ButtonLink>}
        >
          {t('connect.unknown_body')}
        </EmptyState>
      </Card>
    </>
  )
}

function Known({ platform }: { platform: PlatformId }) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  const { data } = useQuery(platformsQuery(useOrgId()))
  const found = data?.find(it => it.platform === platform)
  return (
    <>
      <PageHeader
        title={t('own_app.title', { platform: words.name(platform) })}
        description={t('own_app.lead')}
        trail={[{ label: t('title'), to: '/integrations' }]}
        badge={
          found && (
            <Badge dot tone={found.is_own_app ? 'ok' : 'neutral'}>
              {t(found.is_own_app ? 'own_app.used' : 'own_app.unused')}
            </Badge>
          )
        }
      />
      <Guard need="integrations.manage">
        <Parts platform={platform} />
      </Guard>
    </>
  )
}

function Parts({ platform }: { platform: PlatformId }) {
  const { t } = useTranslation('integrations')
  const org = useOrgId()
  const platforms = useQuery(platformsQuery(org))
  const app = useQuery(ownAppQuery(org, platform))
  const found = platforms.data?.find(it => it.platform === platform)
  const error = platforms.error ?? app.error
  if (error && (!found || app.data === undefined))
    return (
      <Card>
        <ErrorState error={error} onRetry={() => void Promise.all([platforms.refetch(), app.refetch()])} />
      </Card>
    )
  return (
    <div className="grid items-start gap-6 grid-cols-[minmax(0,1fr)] lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      {found && app.data !== undefined ? (
        <>
          <div className="flex flex-col gap-6">
            <OwnAppRegister platform={found} />
            <IdAndSecret platform={found} app={app.data} />
          </div>
          <Card title={t('own_app.rights')}>
            <Rights platform={platform} scopes={found.scopes} />
          </Card>
        </>
      ) : (
        <div aria-busy="true" className="contents">
          <Skeleton className="h-96 w-full rounded-lg" />
          <Skeleton className="h-96 w-full rounded-lg" />
        </div>
      )}
    </div>
  )
}

type AppProps = { platform: PlatformIntegrations; app: Parameters<typeof OwnAppForm>[0]['app'] }

function IdAndSecret({ platform, app }: AppProps) {
  const [isChanging, setChanging] = useState(false)
  if (app && !isChanging)
    return <OwnAppCard platform={platform} app={app} onChange={() => setChanging(true)} />
  return <OwnAppForm platform={platform} app={app} onClose={() => setChanging(false)} />
}
