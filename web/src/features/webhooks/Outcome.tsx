import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key } from '@/shared/i18n/words'
import { Badge } from '@/shared/ui/Badge'

type Result = { status?: number | null; error?: string | null }

const isSuccess = ({ status }: Result) => typeof status === 'number' && status >= 200 && status < 300

/** What came back: the status, or why none did. */
export function Outcome(result: Result) {
  const { t } = useTranslation('webhooks')
  const { status, error } = result
  if (typeof status === 'number') {
    return <Badge tone={isSuccess(result) ? 'ok' : 'danger'}>{t('status', { status })}</Badge>
  }
  return error ? <Badge tone="danger">{t(`error.${error}` as Key<'webhooks'>)}</Badge> : null
}
