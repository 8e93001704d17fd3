import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { dayOf } from './group-by-day'

const DAY = 86_400_000

export function DayName({ day, at, zone }: { day: string; at: string; zone: string | undefined }) {
  const { t } = useTranslation('activity')
  const format = useFormat()
  const now = new Date()
  const name =
    day === dayOf(now, zone)
      ? t('today')
      : day === dayOf(new Date(now.getTime() - DAY), zone)
        ? t('yesterday')
        : format.date(at)
  return <h2 className="mb-2 text-sm font-medium text-muted">{name}</h2>
}
