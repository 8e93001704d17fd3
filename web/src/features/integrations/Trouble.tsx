import type { Integration } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { ButtonLink } from '@/shared/ui/Link'
import type { OpenDialog } from './IntegrationDialogs'
import { PlatformWords } from './PlatformWords'
import { endsSoon } from './state'

type Props = {
  integration: Integration
  onOpen: ((open: OpenDialog) => void) | undefined
  /** Who may mend it, where no dialogs can be opened. */
  mayManage?: boolean
}

/** What is not as it should be, in the platform's own words too, and what mends it. */
export function Trouble({ integration, onOpen, mayManage = onOpen !== undefined }: Props) {
  const { t } = useTranslation('integrations')
  const format = useFormat()
  const { status, problem, missing_scopes: missing } = integration
  const end = endsSoon(integration)
  const mend = mayManage && <Mend integration={integration} onOpen={onOpen} />
  if (status === 'needs_reconnect')
    return (
      <Banner tone="danger" title={t('trouble.reconnect_title')} actions={mend}>
        <p>{mayManage ? t('trouble.reconnect_body') : t('trouble.ask_manager')}</p>
        <PlatformWords problem={problem} />
      </Banner>
    )
  return (
    <>
      {problem && (
        <Banner tone="warn" title={problem.message}>
          <PlatformWords problem={problem} />
        </Banner>
      )}
      {missing.length > 0 && (
        <Banner tone="warn" title={t('rights.some_missing')} actions={mend}>
          {t('rights.some_missing_body')}
        </Banner>
      )}
      {end && missing.length === 0 && (
        <Banner tone="warn" title={t('trouble.ends', { date: format.date(end) })} actions={mend}>
          {t('trouble.ends_body')}
        </Banner>
      )}
    </>
  )
}

function Mend({ integration, onOpen }: Pick<Props, 'integration' | 'onOpen'>) {
  const { t } = useTranslation('integrations')
  return (
    <>
      <ButtonLink
        to="/integrations/connect/$platform"
        params={{ platform: integration.platform }}
        search={{ mends: integration.id }}
        size="sm"
        variant="primary"
      >
        {t('action.reconnect')}
      </ButtonLink>
      {onOpen && (
        <Button size="sm" onPress={() => onOpen('link')}>
          {t('action.link')}
        </Button>
      )}
    </>
  )
}
