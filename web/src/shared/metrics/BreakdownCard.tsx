import type { MetricsGroup } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import { type Asked, QueryBody } from '@/shared/ui/QueryBody'
import { Select } from '@/shared/ui/Select'
import { Skeleton } from '@/shared/ui/Skeleton'
import type { Group, Parts } from './groups'
import type { Measure } from './measures'
import { PartsFigure } from './PartsFigure'
import { useMeasures } from './use-measures'

type Props = {
  parts: Asked<Parts>
  measure: Measure
  groups: readonly Group[]
  group: Group
  onGroup: (group: Group) => void
  wayTo?: (part: MetricsGroup, name: React.ReactNode) => React.ReactNode
}

/** What the numbers are made of: by platform, age, country and the like. */
export function BreakdownCard({ parts, measure, groups, group, onGroup, wayTo }: Props) {
  const { t } = useTranslation('shared/metrics')
  const measures = useMeasures()
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
          onChange={onGroup}
          options={groups.map(id => ({ id, label: t(`parts.${id}`) }))}
        />
      }
    >
      <QueryBody query={parts} skeleton={<Skeleton className="h-66 w-full rounded-md" />}>
        {data => <PartsFigure parts={data} group={group} measure={measure} wayTo={wayTo} />}
      </QueryBody>
    </Card>
  )
}
