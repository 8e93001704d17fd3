import { useQuery } from '@tanstack/react-query'
import { Unplug } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { isPlatform, type PlatformId } from '@/shared/platforms/platforms'
import { platformsQuery } from '@/shared/platforms/query'
import { Guard } from '@/shared/session/Guard'
import { useOrgId } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ButtonLink } from '@/shared/ui/Link'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Skeleton } from '@/shared/ui/Skeleton'
import { AccountsStep } from './AccountsStep'
import { AskStep } from './AskStep'
import { integrationQuery } from './api'
import { SyncStep } from './SyncStep'
import { usePlatformWords } from './use-platform-words'

/** `integration`: connected already, its accounts come next; `step`: `sync` once they were chosen; `mends`: what is connected again. */
export type ConnectSearch = { integration?: string; step?: string; mends?: string }

export function ConnectPage({ platform, search }: { platform: string; search: ConnectSearch }) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  const isKnown = isPlatform(platform)
  const name = isKnown ? words.name(platform) : platform
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader
        title={t(search.mends ? 'connect.title_again' : 'connect.title', { platform: name })}
        trail={[{ label: t('title'), to: '/integrations' }]}
      />
      <Guard need="integrations.manage">
        {isKnown ? (
          <Steps platform={platform} search={search} />
        ) : (
          <Card>
            <EmptyState icon={<Unplug />} title={t('connect.unknown')} action={<ToAll />}>
              {t('connect.unknown_body')}
            </EmptyState>
          </Card>
        )}
      </Guard>
    </div>
  )
}

function ToAll() {
  const { t } = useTranslation('integrations')
  return <ButtonLink to="/integrations">{t('to_all')}</ButtonLink>
}

type StepProps = { platform: PlatformId; search: ConnectSearch }

function Steps({ platform, search: { integration, step, mends } }: StepProps) {
  if (!integration) return <Ask platform={platform} mends={mends} />
  return <Connected id={integration} isChosen={step === 'sync'} />
}

function Ask({ platform, mends }: { platform: PlatformId; mends: string | undefined }) {
  const { data, error, refetch } = useQuery(platformsQuery(useOrgId()))
  const found = data?.find(it => it.platform === platform)
  return (
    <Loaded error={data ? undefined : error} onRetry={refetch}>
      {found && <AskStep platform={found} mends={found.integrations.find(({ id }) => id === mends)} />}
    </Loaded>
  )
}

function Connected({ id, isChosen }: { id: string; isChosen: boolean }) {
  const { data, error, refetch } = useQuery(integrationQuery(useOrgId(), id))
  return (
    <Loaded error={data ? undefined : error} onRetry={refetch}>
      {data && (isChosen ? <SyncStep integration={data} /> : <AccountsStep integration={data} />)}
    </Loaded>
  )
}

type LoadedProps = { error: unknown; onRetry: () => void; children: ReactNode }

function Loaded({ error, onRetry, children }: LoadedProps) {
  if (error)
    return (
      <Card>
        <ErrorState error={error} onRetry={onRetry} action={<ToAll />} />
      </Card>
    )
  return children || <Skeleton className="h-96 w-full rounded-lg" />
}
