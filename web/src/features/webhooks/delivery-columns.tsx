import type { WebhookDelivery } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Translate } from '@/shared/i18n/words'
import { Ago } from '@/shared/ui/Ago'
import { Badge, type Tone } from '@/shared/ui/Badge'
import { Button } from '@/shared/ui/Button'
import { columnsOf } from '@/shared/ui/table-columns'
import type { DeliveryState } from './api'
import { Outcome } from './Outcome'

const column = columnsOf<WebhookDelivery>()
const TONE: Record<DeliveryState, Tone> = { pending: 'info', delivered: 'ok', failed: 'danger' }

export function deliveryColumns(t: Translate<'webhooks'>, onShow: (delivery: WebhookDelivery) => void) {
  return [
    column.accessor('event', {
      header: t('column.event'),
      meta: { phone: 'title' },
      cell: ({ row }) => <span className="ltr font-mono text-sm">{row.original.event}</span>,
    }),
    column.accessor('state', {
      header: t('column.state'),
      cell: ({ row }) => <State delivery={row.original} />,
    }),
    column.display({
      id: 'result',
      header: t('column.last'),
      cell: ({ row }) => <Outcome {...row.original} />,
    }),
    column.accessor('attempts', {
      header: t('column.attempts'),
      cell: ({ row }) => <span className="tabular">{row.original.attempts}</span>,
    }),
    column.accessor('created_at', {
      header: t('column.at'),
      cell: ({ row }) => <Ago at={row.original.created_at} />,
    }),
    column.display({
      id: 'actions',
      header: () => <span className="sr-only">{t('column.actions')}</span>,
      meta: { phone: 'actions', align: 'end' },
      cell: ({ row }) => (
        <Button size="sm" variant="ghost" onPress={() => onShow(row.original)}>
          {t('action.show')}
          <span className="sr-only"> {row.original.event}</span>
        </Button>
      ),
    }),
  ]
}

export function State({ delivery }: { delivery: WebhookDelivery }) {
  const { t } = useTranslation('webhooks')
  const { state, attempts, next_attempt_at: next } = delivery
  const isRetried = state === 'pending' && attempts > 0
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Badge dot tone={isRetried ? 'warn' : TONE[state]}>
        {t(isRetried ? 'delivery.retrying' : `delivery.${state}`)}
      </Badge>
      {isRetried && next && <Ago at={next} className="text-sm whitespace-nowrap text-muted" />}
    </span>
  )
}
