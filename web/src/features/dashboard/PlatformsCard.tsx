import type { AnalyticsOverview } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Measure } from '@/shared/metrics/measures'
import { PartsFigure } from '@/shared/metrics/PartsFigure'
import { useMeasures } from '@/shared/metrics/use-measures'
import { Card } from '@/shared/ui/Card'
import { type Asked, QueryBody } from '@/shared/ui/QueryBody'
import { Skeleton } from '@/shared/ui/Skeleton'

type Props = { overview: Asked<AnalyticsOverview>; measure: Measure }

/** The measure that was chosen above, by platform. */
export function PlatformsCard({ overview, measure }: Props) {
  const { t } = useTranslation('dashboard')
  const measures = useMeasures()
  return (
    <Card title={t('platforms.title')} description={measures.name(measure)}>
      <QueryBody query={overview} skeleton={<Skeleton className="h-40 w-full rounded-md" />}>
        {data => (
          <PartsFigure
            parts={{ currency: data.currency, metrics: data, groups: data.by_platform }}
            group="platform"
            measure={measure}
          />
        )}
      </QueryBody>
    </Card>
  )
}
