import { isApiError } from '@/shared/api/error'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { PlatformId } from '@/shared/platforms/platforms'
import { Ending } from './Ending'
import { usePlatformWords } from './use-platform-words'

type Props = { error: unknown; platform: PlatformId; actions: React.ReactNode }

/** Nothing was connected: why, in the server's words, and the button that begins again. */
export function CallbackFailed({ error, platform, actions }: Props) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  const text = useErrorText()
  return (
    <Ending
      tone="danger"
      title={t(`callback.failed.${kindOf(error)}`, { platform: words.name(platform) })}
      actions={actions}
    >
      {text(error)}
    </Ending>
  )
}

function kindOf(error: unknown) {
  if (!isApiError(error)) return 'state'
  const { code, details, isRetryable } = error
  if (code === 'conflict') return 'somebody_else'
  if (details.class === 'consent_denied') return 'denied'
  if (isRetryable || details.class === 'outage' || details.class === 'transient') return 'outage'
  return details.class ? 'other' : 'state'
}
