import { Inbox } from 'lucide-react'
import { useMemo } from 'react'
import type { InstallationDetails } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key, Translate } from '@/shared/i18n/words'
import { cx } from '@/shared/lib/cx'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
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
  const columns = useMemo(() => columnsFor(t), [t])
  const items = queues.map(queue => ({ ...queue, id: queue.queue }))
  return (
    <Card flush title={t('queues.title')} description={t('queues.lead')}>
      <Table<Row>
        label={t('queues.title')}
        columns={columns}
        data={{ items, page: 1, pages: 1, total: items.length }}
        empty={
          <EmptyState icon={<Inbox />} title={t('queues.title')}>
            {t('queues.none')}
          </EmptyState>
        }
      />
    </Card>
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
