import type { Campaign } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
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

export function DatesCell({ campaign: { start_date, end_date } }: { campaign: Campaign }) {
  const { t } = useTranslation('campaigns')
  const format = useFormat()
  const text =
    start_date && end_date
      ? format.days(start_date, end_date)
      : start_date
        ? t('dates.from', { date: format.day(start_date) })
        : end_date
          ? t('dates.until', { date: format.day(end_date) })
          : UNKNOWN
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
