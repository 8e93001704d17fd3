import type { Integration } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { useAct } from './use-act'

type Props = { integration: Integration; mayManage: boolean }

/** How long the access holds, and whether somebody has to do something about it. */
export function TokenCard({ integration, mayManage }: Props) {
  const { t } = useTranslation('integrations')
  const { refresh } = useAct(integration)
  const { status, token } = integration
  const renews = token.refreshes_at !== null
  return (
    <Card
      title={t('token.title')}
      actions={
        mayManage &&
        status === 'active' &&
        renews && (
          <Button size="sm" onPress={() => refresh.mutate()} isPending={refresh.isPending}>
            {t('action.refresh')}
          </Button>
        )
      }
    >
      <Sentence integration={integration} />
    </Card>
  )
}

function Sentence({ integration: { status, token } }: { integration: Integration }) {
  const { t } = useTranslation('integrations')
  const format = useFormat()
  const { expires_at, refreshes_at, refresh_expires_at } = token
  if (status === 'needs_reconnect') return <p>{t('token.broken')}</p>
  if (!expires_at) return <p>{t('token.endless')}</p>
  if (!refreshes_at) return <p>{t('token.by_hand', { date: format.date(expires_at) })}</p>
  return (
    <div className="flex flex-col gap-1">
      <p>
        {t('token.renews', {
          date: isNear(refreshes_at) ? format.dateTime(refreshes_at) : format.date(refreshes_at),
        })}
      </p>
      <p className="text-sm text-muted">
        {refresh_expires_at
          ? t('token.until', { date: format.date(refresh_expires_at) })
          : t('token.without_end')}
      </p>
    </div>
  )
}

/** Some accesses hold for an hour: a day alone would say nothing. */
const isNear = (at: string) => new Date(at).getTime() - Date.now() < 2 * 86_400_000
