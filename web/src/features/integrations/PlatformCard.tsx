import { Plus } from 'lucide-react'
import { lazy, Suspense, useId, useState } from 'react'
import type { PlatformIntegrations } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { PlatformMark } from '@/shared/platforms/PlatformMark'
import { BRAND } from '@/shared/platforms/platforms'
import { Badge } from '@/shared/ui/Badge'
import { Button } from '@/shared/ui/Button'
import { ButtonLink } from '@/shared/ui/Link'
import { ConnectionRow } from './ConnectionRow'
import { STATE_TONE, stateOf } from './state'
import { usePlatformWords } from './use-platform-words'

const SetUpDialog = lazy(() => import('./SetUpDialog'))

type Props = { platform: PlatformIntegrations; mayManage: boolean }

export function PlatformCard({ platform, mayManage }: Props) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  const id = useId()
  const { platform: name, integrations } = platform
  const state = stateOf(platform)
  return (
    <section
      aria-labelledby={id}
      className="flex min-h-52 flex-col rounded-lg border border-line bg-surface p-5 shadow-card"
      style={{
        backgroundImage: `linear-gradient(color-mix(in oklab, ${BRAND[name]} 9%, transparent), transparent 6rem)`,
      }}
    >
      <header>
        <div className="flex items-start justify-between gap-3">
          <PlatformMark platform={name} />
          <Badge dot tone={STATE_TONE[state]}>
            {t(`state.${state}`)}
          </Badge>
        </div>
        <h2 id={id} className="mt-3 text-lg">
          {words.name(name)}
        </h2>
        <p className="text-sm text-muted">{words.about(name)}</p>
      </header>
      <div className="mt-4 flex grow flex-col gap-4">
        {integrations.length > 0 && (
          <ul className="-mx-2 flex flex-col">
            {integrations.map(integration => (
              <ConnectionRow key={integration.id} integration={integration} mayManage={mayManage} />
            ))}
          </ul>
        )}
        {state === 'unavailable' && <Unavailable platform={platform} />}
        {state === 'ready' && <p className="text-muted">{t(`ready.${name}`)}</p>}
        {mayManage && <Actions platform={platform} />}
      </div>
    </section>
  )
}

/** At the foot of each card: connecting, and the app that it is done with. */
function Actions({
  platform: { platform, is_available, is_own_app, integrations },
}: {
  platform: PlatformIntegrations
}) {
  const { t } = useTranslation('integrations')
  const name = usePlatformWords().name(platform)
  const isFirst = integrations.length === 0
  return (
    <div className="mt-auto -mb-1.5 flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
      {is_available && (
        <ButtonLink
          to="/integrations/connect/$platform"
          params={{ platform }}
          variant={isFirst ? 'primary' : 'ghost'}
          size={isFirst ? 'md' : 'sm'}
          className={isFirst ? undefined : '-ms-3'}
        >
          {!isFirst && <Plus aria-hidden />}
          {t(isFirst ? 'connect.open' : 'connect.another', { platform: name })}
        </ButtonLink>
      )}
      <ButtonLink
        to="/integrations/app/$platform"
        params={{ platform }}
        variant="ghost"
        size="sm"
        className={is_available ? '-me-3' : '-ms-3'}
      >
        {t(is_own_app ? 'own_app.open' : 'own_app.use')}
        <span className="sr-only">{` (${name})`}</span>
      </ButtonLink>
    </div>
  )
}

function Unavailable({ platform }: { platform: PlatformIntegrations }) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  const [isOpen, setOpen] = useState(false)
  const name = words.name(platform.platform)
  return (
    <>
      <p className="text-muted">{t('set_up.lead', { platform: name })}</p>
      <Button size="sm" className="self-start" onPress={() => setOpen(true)}>
        {t('set_up.open')}
        <span className="sr-only">{` (${name})`}</span>
      </Button>
      <Suspense>{isOpen && <SetUpDialog platform={platform} onClose={() => setOpen(false)} />}</Suspense>
    </>
  )
}
