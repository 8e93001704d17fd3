import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key, Translate } from '@/shared/i18n/words'
import { Ago } from '@/shared/ui/Ago'
import { Badge } from '@/shared/ui/Badge'
import { Link } from '@/shared/ui/Link'
import { columnsOf } from '@/shared/ui/table-columns'
import type { FailedWebhook } from './api'
import { Count } from './user-columns'

const column = columnsOf<FailedWebhook>()

export function failedWebhookColumns(t: Translate<'admin'>) {
  return [
    column.accessor('org', {
      header: t('column.organization'),
      meta: { sort: 'org', phone: 'title' },
      cell: ({ row: { original } }) => (
        <div className="min-w-0">
          <Link
            quiet
            to="/admin/organizations"
            search={{ q: original.org }}
            className="block min-w-0 font-medium"
          >
            <bdi className="block truncate">{original.org}</bdi>
          </Link>
          <span className="ltr font-mono text-xs text-muted">{original.host}</span>
        </div>
      ),
    }),
    column.display({
      id: 'state',
      header: t('column.state'),
      cell: ({ row }) => <State webhook={row.original} />,
    }),
    column.accessor('failed', {
      header: t('column.given_up'),
      meta: { sort: 'failed', align: 'end' },
      cell: ({ row }) => <Count value={row.original.failed} />,
    }),
    column.display({
      id: 'reason',
      header: t('column.reason'),
      cell: ({ row }) => <Reason webhook={row.original} />,
    }),
    column.accessor('last_attempt_at', {
      header: t('column.last_attempt'),
      meta: { sort: 'last_attempt_at' },
      cell: ({ row }) => <Ago at={row.original.last_attempt_at} />,
    }),
  ]
}

function State({ webhook }: { webhook: FailedWebhook }) {
  const { t } = useTranslation('admin')
  if (webhook.disabled_at) return <Badge dot>{t('webhooks.off')}</Badge>
  const failing = webhook.failing_since !== null
  return (
    <Badge dot tone={failing ? 'warn' : 'ok'}>
      {t(failing ? 'webhooks.failing' : 'webhooks.working')}
    </Badge>
  )
}

function Reason({ webhook: { status, error } }: { webhook: FailedWebhook }) {
  const { t } = useTranslation('admin')
  if (typeof status === 'number') return <span className="tabular">{t('webhooks.status', { status })}</span>
  return error ? t(`webhooks.error.${error}` as Key<'admin'>) : null
}
