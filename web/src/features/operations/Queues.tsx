import { useMemo } from 'react'
import type { InstallationDetails } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key, Translate } from '@/shared/i18n/words'
import { cx } from '@/shared/lib/cx'
import { usePhone } from '@/shared/lib/use-media'
import { Card } from '@/shared/ui/Card'
import { Table } from '@/shared/ui/Table'
import { columnsOf } from '@/shared/ui/table-columns'

type Queue = InstallationDetails['queues'][number]
type Row = Queue & { id: string }

const column = columnsOf<Row>()
const COUNTS = ['pending', 'scheduled', 'processing', 'completed', 'failed'] as const

function columnsFor(t: Translate<'operations'>) {
  return [
    column.accessor('queue', {
      header: t('queues.queue'),
      meta: { phone: 'title' },
      cell: ({ row }) => (
        <span className="font-medium">{t(`queue.${row.original.queue}` as Key<'operations'>)}</span>
      ),
    }),
    ...COUNTS.map(count =>
      column.accessor(count, {
        header: t(`queues.${count}`),
        meta: { align: 'end' },
        cell: ({ row }) => <Count value={row.original[count]} isBad={count === 'failed'} />,
      }),
    ),
    column.accessor('oldest_seconds', {
      header: t('queues.oldest'),
      meta: { align: 'end' },
      cell: ({ row }) => <Oldest seconds={row.original.oldest_seconds} />,
    }),
  ]
}

/** How much waits in each queue, and for how long. */
export function Queues({ queues }: { queues: Queue[] }) {
  const { t } = useTranslation('operations')
  const isPhone = usePhone()
  const columns = useMemo(() => columnsFor(t), [t])
  const items = queues.map(queue => ({ ...queue, id: queue.queue }))
  return (
    <Card flush={!isPhone} title={t('queues.title')} description={t('queues.lead')}>
      {isPhone ? (
        <Lines queues={queues} />
      ) : (
        <Table<Row>
          label={t('queues.title')}
          columns={columns}
          data={{ items, page: 1, pages: 1, total: items.length }}
          empty={null}
        />
      )}
    </Card>
  )
}

/** On a phone: a line each, with what is not nought. */
function Lines({ queues }: { queues: Queue[] }) {
  const { t } = useTranslation('operations')
  const format = useFormat()
  const told = (queue: Queue) => [
    ...COUNTS.filter(count => queue[count] > 0).map(
      count => `${t(`queues.${count}`)} ${format.number(queue[count])}`,
    ),
    ...(queue.oldest_seconds >= 1 ? [`${t('queues.oldest')} ${format.duration(queue.oldest_seconds)}`] : []),
  ]
  return (
    <ul className="divide-y divide-line">
      {queues.map(queue => (
        <li
          key={queue.queue}
          className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 py-2.5"
        >
          <span className="font-medium">{t(`queue.${queue.queue}` as Key<'operations'>)}</span>
          <span className="tabular text-sm text-muted">{told(queue).join(' · ') || t('queues.none')}</span>
        </li>
      ))}
    </ul>
  )
}

function Count({ value, isBad }: { value: number; isBad: boolean }) {
  const format = useFormat()
  const look = value === 0 ? 'text-faint' : isBad ? 'font-medium text-danger-text' : ''
  return <span className={cx('tabular', look)}>{format.number(value)}</span>
}

function Oldest({ seconds }: { seconds: number }) {
  const format = useFormat()
  if (seconds < 1) return <span className="text-faint">–</span>
  return (
    <span className={cx('tabular whitespace-nowrap', seconds > 300 && 'font-medium text-warn-text')}>
      {format.duration(seconds)}
    </span>
  )
}
