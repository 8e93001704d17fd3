import type { Campaign } from '@/shared/api/types'
import { StatusBadge } from '@/shared/campaigns/StatusBadge'
import type { Translate } from '@/shared/i18n/words'
import type { Measure } from '@/shared/metrics/measures'
import { columnsOf } from '@/shared/ui/table-columns'
import { BudgetCell } from './BudgetCell'
import type { OpenCampaign } from './CampaignDialogs'
import { CampaignMenu } from './CampaignMenu'
import { CampaignName } from './CampaignName'
import { DatesCell, MeasureCell, MeasureName } from './cells'
import type { ColumnId } from './column-choice'
import { SelectAll, SelectOne } from './SelectBoxes'

const column = columnsOf<Campaign>()

type Options = {
  t: Translate<'campaigns'>
  shown: ColumnId[]
  onOpen: (open: OpenCampaign) => void
  maySelect: boolean
}

/** Measures that the server can sort by. */
const SORTED: Measure[] = [
  'impressions',
  'clicks',
  'spend',
  'conversions',
  'revenue',
  'leads',
  'ctr',
  'cpc',
  'cpm',
  'cpa',
  'roas',
  'conversion_rate',
  'engagement_rate',
]

/** A card on a phone has room for what matters most. */
const ON_PHONES: Measure[] = ['spend', 'conversions', 'roas']

export function campaignColumns({ t, shown, onOpen, maySelect }: Options) {
  const measure = (id: Measure) =>
    column.display({
      id,
      header: () => <MeasureName measure={id} />,
      meta: {
        sort: SORTED.includes(id) ? id : undefined,
        sortsDown: true,
        align: 'end',
        phone: ON_PHONES.includes(id) ? undefined : 'hidden',
      },
      cell: ({ row }) => <MeasureCell campaign={row.original} measure={id} />,
    })
  const plan = {
    status: column.accessor('status', {
      header: t('column.status'),
      meta: { sort: 'status' },
      cell: ({ row }) => <StatusBadge status={row.original.status} />,
    }),
    dates: column.accessor('start_date', {
      header: t('column.dates'),
      meta: { sort: 'start_date', sortsDown: true, phone: 'hidden' },
      cell: ({ row }) => <DatesCell campaign={row.original} />,
    }),
    budget: column.accessor('budget', {
      header: t('column.budget'),
      meta: { sort: 'budget', sortsDown: true },
      cell: ({ row }) => <BudgetCell campaign={row.original} />,
    }),
  }
  return [
    ...(maySelect
      ? [
          column.display({
            id: 'select',
            header: () => <SelectAll />,
            meta: { phone: 'actions' as const, className: 'w-12' },
            cell: ({ row }) => <SelectOne campaign={row.original} />,
          }),
        ]
      : []),
    column.accessor('name', {
      header: t('column.name'),
      meta: { sort: 'name', phone: 'title' as const, stays: true },
      cell: ({ row }) => <CampaignName campaign={row.original} />,
    }),
    ...shown.map(id => (id === 'status' || id === 'dates' || id === 'budget' ? plan[id] : measure(id))),
    column.display({
      id: 'actions',
      header: () => <span className="sr-only">{t('column.actions')}</span>,
      meta: { phone: 'actions' as const, align: 'end' as const },
      cell: ({ row }) => <CampaignMenu campaign={row.original} onOpen={onOpen} />,
    }),
  ]
}
