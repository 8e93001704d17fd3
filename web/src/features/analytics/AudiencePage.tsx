import { DemographicsCard } from './DemographicsCard'
import type { AnalyticsSearch } from './filters'
import { GeoCard } from './GeoCard'
import { MeasureLine } from './MeasureLine'
import { SplitCard } from './SplitCard'

const USUAL = 'impressions'

/** Who saw it, and where. */
export function AudiencePage({ search: asked }: { search: AnalyticsSearch }) {
  // Platforms tell by person and place how often, but not always for how much.
  const search = { ...asked, measure: asked.measure ?? USUAL }
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
