import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useRef } from 'react'
import { SaveImage } from '@/shared/charts/SaveImage'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Parts } from '@/shared/metrics/groups'
import type { Measure } from '@/shared/metrics/measures'
import { PartsFigure } from '@/shared/metrics/PartsFigure'
import { useMeasures } from '@/shared/metrics/use-measures'
import { Card } from '@/shared/ui/Card'
import { QueryBody } from '@/shared/ui/QueryBody'
import { Skeleton } from '@/shared/ui/Skeleton'
import { geoQuery, useFilters } from './api'
import type { AnalyticsSearch } from './filters'

const WorldMap = lazy(() => import('./WorldMap'))

/** By country: a map for the whole picture, a list for the numbers. */
export function GeoCard({ search }: { search: AnalyticsSearch }) {
  const { t } = useTranslation('analytics')
  const measures = useMeasures()
  const { org, filters, scope } = useFilters(search)
  const geo = useQuery(geoQuery(org, scope))
  return (
    <Card title={t('geo.title')} description={measures.name(filters.measure)}>
      <QueryBody query={geo} skeleton={<Skeleton className="h-80 w-full rounded-md" />}>
        {data => (
          <div className="grid grid-cols-1 items-center gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1.8fr)_minmax(0,1fr)]">
            <Circles parts={data} measure={filters.measure} />
            <PartsFigure parts={data} group="country" measure={filters.measure} />
          </div>
        )}
      </QueryBody>
    </Card>
  )
}

function Circles({ parts: { currency, groups }, measure }: { parts: Parts; measure: Measure }) {
  const { t } = useTranslation('analytics')
  const measures = useMeasures(currency)
  const picture = useRef<HTMLDivElement>(null)
  return (
    <div>
      <div ref={picture}>
        <Suspense fallback={<Skeleton className="aspect-7/3 w-full rounded-md" />}>
          <WorldMap
            countries={groups.flatMap(group => {
              const value = group[measure]
              return value ? [{ code: group.key, value, text: measures.short(measure, value) }] : []
            })}
          />
        </Suspense>
      </div>
      <p className="mt-4 flex justify-end">
        <SaveImage
          title={t('geo.map', { measure: measures.name(measure) })}
          parts={() => [picture.current]}
        />
      </p>
    </div>
  )
}
