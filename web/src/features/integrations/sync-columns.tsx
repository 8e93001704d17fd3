import type { Sync } from '@/shared/api/types'
import type { Format } from '@/shared/format/format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Translate } from '@/shared/i18n/words'
import { Ago } from '@/shared/ui/Ago'
import { Badge } from '@/shared/ui/Badge'
import { columnsOf } from '@/shared/ui/table-columns'
import { isGoingOn, SYNC_TONE } from './state'

const column = columnsOf<Sync>()

export function syncColumns(t: Translate<'integrations'>, format: Format) {
  return [
    column.accessor('kind', {
      header: t('syncs.column.kind'),
      meta: { phone: 'title' },
      cell: ({ row: { original } }) => (
        <span className="block min-w-0">
          <span className="block font-medium">{t(`syncs.kind.${original.kind}`)}</span>
          <span className="block text-sm text-muted">{t(`syncs.cause.${original.cause}`)}</span>
        </span>
      ),
    }),
    column.accessor('status', {
      header: t('syncs.column.status'),
      cell: ({ row }) => <Status sync={row.original} format={format} />,
    }),
    column.accessor('rows', {
      header: t('syncs.column.rows'),
      cell: ({ row }) => <span className="tabular">{format.number(row.original.rows)}</span>,
    }),
    column.display({
      id: 'took',
      header: t('syncs.column.took'),
      cell: ({ row }) => <span className="tabular">{took(row.original, format)}</span>,
    }),
    column.accessor('created_at', {
      header: t('syncs.column.at'),
      cell: ({ row }) => <Ago at={row.original.created_at} />,
    }),
  ]
}

function took({ started_at, finished_at }: Sync, format: Format) {
  if (!started_at || !finished_at) return '–'
  return format.duration((new Date(finished_at).getTime() - new Date(started_at).getTime()) / 1000)
}

function Status({ sync, format }: { sync: Sync; format: Format }) {
  const { t } = useTranslation('integrations')
  return (
    <span className="flex flex-col items-start gap-1 max-md:items-end">
      <span className="flex flex-wrap items-center gap-2">
        <Badge dot={isGoingOn(sync)} tone={SYNC_TONE[sync.status]}>
          {t(`syncs.status.${sync.status}`)}
        </Badge>
        {sync.status === 'running' && (
          <span className="tabular text-sm text-muted">{format.percent(sync.progress)}</span>
        )}
      </span>
      {sync.problem && <span className="max-w-80 text-sm text-muted">{sync.problem.message}</span>}
    </span>
  )
}
