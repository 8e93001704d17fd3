import { useQuery } from '@tanstack/react-query'
import { useTranslation } from '@/shared/i18n/use-translation'
import { PartsFigure } from '@/shared/metrics/PartsFigure'
import { useMeasures } from '@/shared/metrics/use-measures'
import { Card } from '@/shared/ui/Card'
import { QueryBody } from '@/shared/ui/QueryBody'
import { Skeleton } from '@/shared/ui/Skeleton'
import { breakdownQuery, useFilters } from './api'
import type { AnalyticsSearch } from './filters'

type Props = { search: AnalyticsSearch; by: 'placement' | 'device' }

/** One breakdown that is always in sight. */
export function SplitCard({ search, by }: Props) {
  const { t } = useTranslation('shared/metrics')
  const measures = useMeasures()
  const { org, filters, scope } = useFilters(search)
  const parts = useQuery(breakdownQuery(org, scope, by))
  return (
    <Card title={t(`parts.${by}`)} description={measures.name(filters.measure)}>
      <QueryBody query={parts} skeleton={<Skeleton className="h-52 w-full rounded-md" />}>
        {data => <PartsFigure parts={data} group={by} measure={filters.measure} />}
      </QueryBody>
    </Card>
  )
}
