import type { Campaign } from '@/shared/api/types'
import { useDatesText } from '@/shared/campaigns/use-dates-text'
import type { Measure } from '@/shared/metrics/measures'
import { UNKNOWN, useMeasures } from '@/shared/metrics/use-measures'

export function MeasureName({ measure }: { measure: Measure }) {
  return <span className="whitespace-nowrap">{useMeasures().name(measure)}</span>
}

export function MeasureCell({ campaign, measure }: { campaign: Campaign; measure: Measure }) {
  const measures = useMeasures(campaign.currency)
  const value = campaign.metrics[measure]
  return (
    <span className={value == null ? 'text-faint' : 'tabular whitespace-nowrap'}>
      {measures.text(measure, value)}
    </span>
  )
}

export function DatesCell({ campaign }: { campaign: Campaign }) {
  const text = useDatesText()(campaign)
  return (
    <span
      className={
        text === UNKNOWN ? 'text-faint' : 'block min-w-28 text-sm text-balance text-muted md:max-w-40'
      }
    >
      {text}
    </span>
  )
}
