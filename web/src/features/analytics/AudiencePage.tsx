import { useQuery } from '@tanstack/react-query'
import { geoQuery, useFilters } from './api'
import { DemographicsCard } from './DemographicsCard'
import { type AnalyticsSearch, isFiltered } from './filters'
import { GeoCard } from './GeoCard'
import { MeasureLine } from './MeasureLine'
import { NoNumbers } from './NoNumbers'
import { SplitCard } from './SplitCard'

const USUAL = 'impressions'

/** Who saw it, and where. */
export function AudiencePage({ search: asked }: { search: AnalyticsSearch }) {
  // Platforms tell by person and place how often, but not always for how much.
  const search = { ...asked, measure: asked.measure ?? USUAL }
  const { org, filters, scope } = useFilters(search)
  const { data } = useQuery(geoQuery(org, scope))
  if (data?.groups.length === 0) return <NoNumbers isFiltered={isFiltered(filters)} />
  return (
    <div className="flex flex-col gap-6">
      <MeasureLine search={search} usual={USUAL} />
      <GeoCard search={search} />
      <DemographicsCard search={search} />
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
        <SplitCard search={search} by="placement" />
        <SplitCard search={search} by="device" />
      </div>
    </div>
  )
}
