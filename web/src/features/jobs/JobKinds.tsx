import { useMemo } from 'react'
import type { JobKind } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Translate } from '@/shared/i18n/words'
import { useJobWords } from '@/shared/jobs/use-job-words'
import { cx } from '@/shared/lib/cx'
import { Ago } from '@/shared/ui/Ago'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { Table } from '@/shared/ui/Table'
import { columnsOf } from '@/shared/ui/table-columns'

type Row = JobKind & { id: string }
type Props = { kinds: JobKind[] | undefined; error: unknown; onRetry: () => void }

const column = columnsOf<Row>()
const COUNTS = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const

function columnsFor(t: Translate<'jobs'>) {
  return [
    column.accessor('kind', {
      header: t('column.work'),
      meta: { phone: 'title' },
      cell: ({ row }) => <Name row={row.original} />,
    }),
    ...COUNTS.map(count =>
      column.accessor(count, {
        header: t(`count.${count}`),
        meta: { align: 'end' },
        cell: ({ row }) => <Count value={row.original[count]} isBad={count === 'failed'} />,
      }),
    ),
    column.accessor('last_failed_at', {
      header: t('count.last_failed'),
      meta: { align: 'end' },
      cell: ({ row }) => <LastFailed at={row.original.last_failed_at} />,
    }),
  ]
}

/** How the jobs of each kind stand. */
export function JobKinds({ kinds, error, onRetry }: Props) {
  const { t } = useTranslation('jobs')
  const columns = useMemo(() => columnsFor(t), [t])
  const items = kinds?.map(kind => ({ ...kind, id: `${kind.kind} ${kind.queue}` }))
  return (
    <Card flush title={t('admin.kinds')} description={t('admin.kinds_lead')}>
      <Table<Row>
        label={t('admin.kinds')}
        columns={columns}
        data={items && { items, page: 1, pages: 1, total: items.length }}
        error={error}
        onRetry={onRetry}
        skeletonRows={4}
        empty={
          <EmptyState icon={null} title={t('none.title')}>
            {t('none.body')}
          </EmptyState>
        }
      />
    </Card>
  )
}

function Name({ row }: { row: Row }) {
  const words = useJobWords()
  return (
    <>
      <span className="block font-medium">{words.kind(row.kind)}</span>
      <span className="ltr block w-fit font-mono text-xs text-faint">{row.kind}</span>
    </>
  )
}

function Count({ value, isBad }: { value: number; isBad: boolean }) {
  const format = useFormat()
  const look = value === 0 ? 'text-faint' : isBad ? 'font-medium text-danger-text' : ''
  return <span className={cx('tabular', look)}>{format.number(value)}</span>
}

function LastFailed({ at }: { at: string | null | undefined }) {
  return at ? <Ago at={at} /> : <span className="text-faint">–</span>
}
