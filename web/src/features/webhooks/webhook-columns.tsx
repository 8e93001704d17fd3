import type { Webhook } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Translate } from '@/shared/i18n/words'
import { Ago } from '@/shared/ui/Ago'
import { Link } from '@/shared/ui/Link'
import { columnsOf } from '@/shared/ui/table-columns'
import { Outcome } from './Outcome'
import type { OpenWebhook } from './WebhookDialogs'
import { WebhookMenu } from './WebhookMenu'
import { WebhookState } from './WebhookState'
import { webhookName } from './webhook-name'

const column = columnsOf<Webhook>()

export function webhookColumns(t: Translate<'webhooks'>, onOpen: ((open: OpenWebhook) => void) | undefined) {
  return [
    column.accessor('url', {
      header: t('column.webhook'),
      meta: { phone: 'title' },
      cell: ({ row: { original } }) => (
        <div className="min-w-0">
          <Link
            quiet
            to="/integrations/webhooks/$webhookId"
            params={{ webhookId: original.id }}
            className="block truncate font-medium"
          >
            <bdi>{webhookName(original)}</bdi>
          </Link>
          <span className="ltr block max-w-72 truncate font-mono text-xs text-muted">{original.url}</span>
        </div>
      ),
    }),
    column.accessor('events', {
      header: t('column.events'),
      cell: ({ row: { original } }) =>
        original.events ? t('events.count', { count: original.events.length }) : t('events.all'),
    }),
    column.display({
      id: 'state',
      header: t('column.state'),
      cell: ({ row }) => <WebhookState webhook={row.original} />,
    }),
    column.accessor('last_attempt', {
      header: t('column.last'),
      cell: ({ row }) => <Last webhook={row.original} />,
    }),
    column.display({
      id: 'actions',
      header: () => <span className="sr-only">{t('column.actions')}</span>,
      meta: { phone: 'actions', align: 'end' },
      cell: ({ row }) => <WebhookMenu webhook={row.original} onOpen={onOpen} />,
    }),
  ]
}

function Last({ webhook: { last_attempt: last } }: { webhook: Webhook }) {
  const { t } = useTranslation('webhooks')
  if (!last) return <span className="text-muted">{t('last.never')}</span>
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Outcome {...last} />
      <Ago at={last.at} className="text-sm whitespace-nowrap text-muted" />
    </span>
  )
}
