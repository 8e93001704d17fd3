import type { CampaignStatus, CampaignsStanding } from '@/shared/api/types'
import { STATUSES } from '@/shared/campaigns/StatusBadge'
import { ChartFigure } from '@/shared/charts/ChartFigure'
import { ChartTable } from '@/shared/charts/ChartTable'
import { Donut } from '@/shared/charts/Donut'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import { Link } from '@/shared/ui/Link'

const COLOUR: Record<CampaignStatus, string> = {
  active: 'var(--accent)',
  paused: 'var(--warn-text)',
  draft: 'var(--line-strong)',
  completed: 'var(--info-text)',
  archived: 'color-mix(in oklab, var(--ink) 22%, var(--surface))',
}

/** Where the campaigns stand. Each state leads to those in it. */
export function StatusCard({ standing }: { standing: CampaignsStanding }) {
  const { t } = useTranslation('dashboard')
  const { t: word } = useTranslation('shared/campaigns')
  const format = useFormat()
  const label = t('status.label')
  const there = STATUSES.map(status => ({ status, count: standing.by_status[status] ?? 0 })).filter(
    ({ count }) => count > 0,
  )
  const nameOf = (status: CampaignStatus) => (
    <Link quiet to="/campaigns" search={{ status }}>
      {word(`status.${status}`)}
    </Link>
  )
  return (
    <Card title={t('status.title')}>
      <ChartFigure
        label={label}
        chart={
          <Donut
            label={label}
            whole={format.number(standing.total)}
            unit={t('status.unit', { count: standing.total })}
            slices={there.map(({ status, count }) => ({
              id: status,
              name: nameOf(status),
              value: count,
              text: format.number(count),
              colour: COLOUR[status],
            }))}
          />
        }
        table={
          <ChartTable
            label={label}
            head={[t('status.state'), t('status.count'), t('status.share')]}
            rows={there.map(({ status, count }) => ({
              id: status,
              name: nameOf(status),
              cells: [format.number(count), format.percent(Math.round((count / standing.total) * 100))],
            }))}
          />
        }
      />
    </Card>
  )
}
