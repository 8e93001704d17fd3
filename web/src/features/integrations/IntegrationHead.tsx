import { KeyRound, Link2, MoreHorizontal, RefreshCw, Unplug, Zap } from 'lucide-react'
import type { Integration } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { PlatformMark } from '@/shared/platforms/PlatformMark'
import { Ago } from '@/shared/ui/Ago'
import { Badge } from '@/shared/ui/Badge'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { IconButton } from '@/shared/ui/IconButton'
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu'
import { PageHeader } from '@/shared/ui/PageHeader'
import type { OpenDialog } from './IntegrationDialogs'
import { LastSync } from './LastSync'
import { countUsed, isGoingOn } from './state'
import { Trouble } from './Trouble'
import { useAct } from './use-act'
import { usePlatformWords } from './use-platform-words'
import { useSync } from './use-sync'

type Props = { integration: Integration; onOpen: ((open: OpenDialog) => void) | undefined }

/** Who granted it, how it is, and what is done to it. */
export function IntegrationHead({ integration, onOpen }: Props) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  const { platform, name, status, is_own_app } = integration
  const isBroken = status === 'needs_reconnect'
  return (
    <>
      <PageHeader
        title={name || t('row.unnamed')}
        description={words.name(platform) + (is_own_app ? ` · ${t('fact.own_app')}` : '')}
        trail={[{ label: t('title'), to: '/integrations' }]}
        badge={
          <Badge dot tone={isBroken ? 'danger' : 'ok'}>
            {t(isBroken ? 'state.needs_reconnect' : 'state.connected')}
          </Badge>
        }
        actions={onOpen && <Actions integration={integration} onOpen={onOpen} />}
      />
      <div className="mb-6 flex flex-col gap-4">
        <Trouble integration={integration} onOpen={onOpen} />
        <Card>
          <div className="flex flex-wrap items-center gap-x-8 gap-y-5">
            <PlatformMark platform={platform} size="lg" />
            <Facts integration={integration} />
          </div>
          <LastSync integration={integration} mayManage={onOpen !== undefined} />
        </Card>
      </div>
    </>
  )
}

function Actions({ integration, onOpen }: { integration: Integration; onOpen: (open: OpenDialog) => void }) {
  const { t } = useTranslation('integrations')
  const { test, refresh } = useAct(integration)
  const start = useSync(integration)
  const isActive = integration.status === 'active'
  return (
    <div className="flex items-center gap-2">
      {isActive && (
        <Button onPress={() => test.mutate()} isPending={test.isPending}>
          <Zap aria-hidden />
          {t('action.test')}
        </Button>
      )}
      {isActive && countUsed(integration) > 0 && (
        <Button
          variant="primary"
          onPress={() => start.mutate()}
          isPending={start.isPending || isGoingOn(integration.sync)}
        >
          <RefreshCw aria-hidden />
          {t('action.sync')}
        </Button>
      )}
      <Menu
        label={t('actions_of', { name: integration.name })}
        trigger={
          <IconButton label={t('actions_of', { name: integration.name })}>
            <MoreHorizontal />
          </IconButton>
        }
      >
        {isActive && (
          <MenuItem icon={<KeyRound />} onAction={() => refresh.mutate()}>
            {t('action.refresh')}
          </MenuItem>
        )}
        <MenuItem icon={<Link2 />} onAction={() => onOpen('link')}>
          {t('action.link')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<Unplug />} tone="danger" onAction={() => onOpen('disconnect')}>
          {t('action.disconnect')}
        </MenuItem>
      </Menu>
    </div>
  )
}

function Facts({ integration }: { integration: Integration }) {
  const { t } = useTranslation('integrations')
  const format = useFormat()
  const { created_at, synced_at, next_sync_at, token } = integration
  const facts: [string, React.ReactNode][] = [
    [t('fact.synced'), <Ago key="synced" at={synced_at} />],
    [t('fact.next'), next_sync_at ? <Ago key="next" at={next_sync_at} /> : t('fact.no_next')],
    [t('fact.verified'), <Ago key="verified" at={token.verified_at} />],
    [t('fact.connected'), format.date(created_at)],
  ]
  return (
    <dl className="grid grow grid-cols-2 gap-x-8 gap-y-4 md:grid-cols-4">
      {facts.map(([name, value]) => (
        <div key={name} className="flex min-w-0 flex-col gap-0.5">
          <dt className="text-sm text-muted">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
