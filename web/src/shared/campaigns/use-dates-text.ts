import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { UNKNOWN } from '@/shared/metrics/use-measures'

export type Dates = { start_date?: string | null; end_date?: string | null }

/** The days of a campaign in words. */
export function useDatesText() {
  const { t } = useTranslation('shared/campaigns')
  const format = useFormat()
  return ({ start_date, end_date }: Dates) => {
    if (start_date && end_date) return format.days(start_date, end_date)
    if (start_date) return t('dates.from', { date: format.day(start_date) })
    return end_date ? t('dates.until', { date: format.day(end_date) }) : UNKNOWN
  }
}
