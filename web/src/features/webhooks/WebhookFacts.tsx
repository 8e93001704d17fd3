import type { Webhook } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Ago } from '@/shared/ui/Ago'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { CopyField } from '@/shared/ui/CopyField'
import { Outcome } from './Outcome'
import { useSwitchWebhook } from './use-switch-webhook'
import type { OpenWebhook } from './WebhookDialogs'
import { WebhookMenu } from './WebhookMenu'
import { WebhookState } from './WebhookState'
import { webhookName } from './webhook-name'

type Props = { webhook: Webhook; onOpen: ((open: OpenWebhook) => void) | undefined }

export function WebhookFacts({ webhook, onOpen }: Props) {
  const { t } = useTranslation('webhooks')
  const format = useFormat()
  const last = webhook.last_attempt
  const facts: [string, React.ReactNode][] = [
    [
      t('column.events'),
      webhook.events ? (
        <ul key="events" className="ltr flex flex-wrap gap-x-3 font-mono text-sm">
          {webhook.events.map(event => (
            <li key={event}>{event}</li>
          ))}
        </ul>
      ) : (
        t('events.all')
      ),
    ],
    [
      t('column.last'),
      last ? (
        <span key="last" className="flex flex-wrap items-center gap-2">
          <Outcome {...last} />
          <Ago at={last.at} />
        </span>
      ) : (
        t('last.never')
      ),
    ],
    [
      t('column.created_by'),
      <span key="creator">
        <bdi>{webhook.created_by.name}</bdi>{' '}
        <span className="text-muted">{format.date(webhook.created_at)}</span>
      </span>,
    ],
  ]
  return (
    <Card
      title={webhookName(webhook)}
      actions={
        <span className="flex items-center gap-2">
          <WebhookState webhook={webhook} />
          <WebhookMenu webhook={webhook} onOpen={onOpen} />
        </span>
      }
    >
      <div className="flex flex-col gap-5">
        <Trouble webhook={webhook} mayManage={onOpen !== undefined} />
        <CopyField label={t('field.url')} value={webhook.url} />
        <dl className="grid gap-x-8 gap-y-5 sm:grid-cols-3">
          {facts.map(([name, value]) => (
            <div key={name} className="flex min-w-0 flex-col gap-1">
              <dt className="text-sm text-muted">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Card>
  )
}

/** What is not as it should be, why, and the button that mends it. */
function Trouble({ webhook, mayManage }: { webhook: Webhook; mayManage: boolean }) {
  const { t } = useTranslation('webhooks')
  const format = useFormat()
  const turn = useSwitchWebhook(webhook)
  if (webhook.status === 'disabled') {
    const reason = webhook.disabled_reason ?? 'person'
    return (
      <Banner
        tone={reason === 'person' ? 'info' : 'danger'}
        title={t(`trouble.${reason}`)}
        actions={
          mayManage && (
            <Button onPress={() => turn.mutate(true)} isPending={turn.isPending}>
              {t('action.enable')}
            </Button>
          )
        }
      >
        {t('trouble.off_body')}
      </Banner>
    )
  }
  return (
    <>
      {webhook.failing_since && (
        <Banner tone="warn" title={t('trouble.since', { at: format.dateTime(webhook.failing_since) })}>
          {t('trouble.since_body')}
        </Banner>
      )}
      {webhook.previous_secret_until && (
        <Banner title={t('trouble.rotating', { until: format.dateTime(webhook.previous_secret_until) })}>
          {t('trouble.rotating_body')}
        </Banner>
      )}
    </>
  )
}
