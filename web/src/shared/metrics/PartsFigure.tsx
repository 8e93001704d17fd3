import { ChartNoAxesColumn } from 'lucide-react'
import type { MetricsGroup } from '@/shared/api/types'
import { BarList } from '@/shared/charts/BarList'
import { ChartFigure } from '@/shared/charts/ChartFigure'
import { ChartTable } from '@/shared/charts/ChartTable'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { EmptyState } from '@/shared/ui/EmptyState'
import type { Group, Parts } from './groups'
import { canShare, type Measure } from './measures'
import { useGroupName } from './use-group-name'
import { useMeasures } from './use-measures'

/** The rest is in the table. */
const BARS = 8

type Props = {
  parts: Parts
  group: Group
  measure: Measure
  /** Makes a way of a part's name to where it is looked at closer. */
  wayTo?: (part: MetricsGroup, name: React.ReactNode) => React.ReactNode
}

/** What numbers are made of, as bars from the most to the least. */
export function PartsFigure({ parts: { currency, metrics, groups }, group, measure, wayTo }: Props) {
  const { t } = useTranslation('shared/metrics')
  const format = useFormat()
  const measures = useMeasures(currency)
  const groupName = useGroupName(group)
  const parts = [...groups].sort((a, b) => (b[measure] ?? -1) - (a[measure] ?? -1))
  const label = t('parts.label', { measure: measures.name(measure), by: t(`parts.${group}`) })
  const nameOf = (part: MetricsGroup) =>
    part.key === 'unknown' || !wayTo ? groupName(part) : wayTo(part, groupName(part))
  if (parts.length === 0)
    return (
      <EmptyState icon={<ChartNoAxesColumn />} title={t('parts.none')}>
        {t('parts.none_body')}
      </EmptyState>
    )
  const whole = metrics[measure]
  const share = (value: number | null | undefined) =>
    canShare(measure) && value != null && whole
      ? format.percent(Math.round((value / whole) * 100))
      : undefined
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
            name: nameOf(part),
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
            name: nameOf(part),
            cells: columns.map(id => measures.text(id, part[id])),
          }))}
        />
      }
    />
  )
}
