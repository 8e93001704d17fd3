import type { IntegrationLogLine } from '@/shared/api/types'
import type { Translate } from '@/shared/i18n/words'
import { Ago } from '@/shared/ui/Ago'
import { Badge, type Tone } from '@/shared/ui/Badge'
import { columnsOf } from '@/shared/ui/table-columns'

const column = columnsOf<IntegrationLogLine>()
const TONE: Record<IntegrationLogLine['level'], Tone> = { info: 'neutral', warning: 'warn', error: 'danger' }

export function logColumns(t: Translate<'integrations'>) {
  return [
    column.accessor('message', {
      header: t('log.column.message'),
      meta: { phone: 'title' },
      cell: ({ row }) => <span className="break-words">{row.original.message}</span>,
    }),
    column.accessor('level', {
      header: t('log.column.level'),
      cell: ({ row }) => (
        <Badge dot tone={TONE[row.original.level]}>
          {t(`log.level.${row.original.level}`)}
        </Badge>
      ),
    }),
    column.accessor('at', {
      header: t('log.column.at'),
      cell: ({ row }) => <Ago at={row.original.at} />,
    }),
  ]
}
