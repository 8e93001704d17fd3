import { DemographicsCard } from './DemographicsCard'
import type { AnalyticsSearch } from './filters'
import { GeoCard } from './GeoCard'
import { MeasureLine } from './MeasureLine'
import { SplitCard } from './SplitCard'

/** Who saw it, and where. */
export function AudiencePage({ search }: { search: AnalyticsSearch }) {
  return (
    <div className="flex flex-col gap-6">
      <MeasureLine search={search} />
      <GeoCard search={search} />
      <DemographicsCard search={search} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <SplitCard search={search} by="placement" />
        <SplitCard search={search} by="device" />
      </div>
    </div>
  )
}
