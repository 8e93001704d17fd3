import { Plug, RotateCw } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { PlatformId } from '@/shared/platforms/platforms'
import { usePlatformName } from '@/shared/platforms/use-platform-name'
import { useCan } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { ButtonLink } from '@/shared/ui/Link'

type Props = {
  /** Whether a new connection is what mends it. */
  mayReconnect: boolean
  platform: PlatformId
  /** What reaches the ad account, where that is known. */
  integration: string | undefined
  onRetry: (() => void) | undefined
  isRetrying: boolean
}

/** The way out of what failed: the connection first where that is what is wrong. */
export function MendPush({ mayReconnect, platform, integration, onRetry, isRetrying }: Props) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const can = useCan()
  const platformName = usePlatformName()
  const mayConnect = mayReconnect && can('integrations.read')
  return (
    <>
      {mayConnect && (
        <ButtonLink
          size="sm"
          variant="primary"
          {...(integration
            ? { to: '/integrations/$integrationId', params: { integrationId: integration } }
            : { to: '/integrations' })}
        >
          <Plug aria-hidden />
          {t('push.connection', { platform: platformName(platform) })}
        </ButtonLink>
      )}
      {onRetry && (
        <Button size="sm" onPress={onRetry} isPending={isRetrying}>
          <RotateCw aria-hidden />
          {common('action.retry')}
        </Button>
      )}
    </>
  )
}
