import { useQuery } from '@tanstack/react-query'
import { ChartNoAxesColumn } from 'lucide-react'
import type { Campaign, CampaignMetrics } from '@/shared/api/types'
import { BarList } from '@/shared/charts/BarList'
import { ChartFigure } from '@/shared/charts/ChartFigure'
import { ChartTable } from '@/shared/charts/ChartTable'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { kindOf, type Measure } from '@/shared/metrics/measures'
import type { Period } from '@/shared/metrics/period'
import { useMeasures } from '@/shared/metrics/use-measures'
import { useOrgId } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Select } from '@/shared/ui/Select'
import { Skeleton } from '@/shared/ui/Skeleton'
import { breakdownQuery, GROUPS, type Group } from './api'
import { useGroupName } from './use-group-name'

/** The rest is in the table. */
const BARS = 8

type Props = {
  campaign: Campaign
  period: Period
  measure: Measure
  by: string | undefined
  onBy: (by: string | undefined) => void
}

/** What the numbers are made of: by platform, age, country and the like. */
export function BreakdownCard({ campaign, period, measure, by, onBy }: Props) {
  const { t } = useTranslation('campaigns')
  const measures = useMeasures()
  // One platform has no parts worth a look.
  const usual = campaign.platforms.length > 1 ? 'platform' : 'device'
  const group = GROUPS.find(id => id === by) ?? usual
  const { data, error, refetch, isPlaceholderData } = useQuery(
    breakdownQuery(useOrgId(), campaign.id, period, group),
  )
  return (
    <Card
      title={t('parts.title')}
      description={measures.name(measure)}
      actions={
        <Select
          label={t('parts.by')}
          hideLabel
          className="w-44"
          value={group}
          onChange={id => onBy(id === usual ? undefined : id)}
          options={GROUPS.map(id => ({ id, label: t(`parts.${id}`) }))}
        />
      }
    >
      <div aria-busy={!data || isPlaceholderData} className={cx(isPlaceholderData && 'opacity-55')}>
        {data ? (
          <Parts data={data} group={group} measure={measure} />
        ) : error ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : (
          <Skeleton className="h-66 w-full rounded-md" />
        )}
      </div>
    </Card>
  )
}

function Parts({ data, group, measure }: { data: CampaignMetrics; group: Group; measure: Measure }) {
  const { t } = useTranslation('campaigns')
  const format = useFormat()
  const measures = useMeasures(data.currency)
  const groupName = useGroupName(group)
  const parts = [...(data.groups ?? [])].sort((a, b) => (b[measure] ?? -1) - (a[measure] ?? -1))
  const label = t('parts.label', { measure: measures.name(measure), by: t(`parts.${group}`) })
  if (parts.length === 0)
    return (
      <EmptyState icon={<ChartNoAxesColumn />} title={t('parts.none')}>
        {t('parts.none_body')}
      </EmptyState>
    )
  const whole = data[measure]
  // Ratios have no shares.
  const canShare = measure === 'spend' || measure === 'revenue' || kindOf(measure) === 'count'
  const share = (value: number | null | undefined) =>
    canShare && value != null && whole ? format.percent(Math.round((value / whole) * 100)) : undefined
  const columns = [...new Set<Measure>([measure, 'spend', 'impressions', 'clicks', 'conversions'])]
  return (
    <ChartFigure
      label={label}
      legend={parts.length > BARS && t('parts.more', { count: parts.length - BARS })}
      chart={
        <BarList
          label={label}
          bars={parts.slice(0, BARS).map(part => ({
            id: part.key,
            name: groupName(part),
            value: part[measure],
            text: measures.text(measure, part[measure]),
            note: share(part[measure]),
          }))}
        />
      }
      table={
        <ChartTable
          label={label}
          head={[t(`parts.${group}`), ...columns.map(measures.name)]}
          rows={parts.map(part => ({
            id: part.key,
            name: groupName(part),
            cells: columns.map(id => measures.text(id, part[id])),
          }))}
        />
      }
    />
  )
}
