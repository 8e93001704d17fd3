import { ArrowRight } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { type Dates, useDatesText } from './use-dates-text'

type Props = { before: Dates; after: Dates }

/** From which days to which. */
export function DatesChange({ before, after }: Props) {
  const { t } = useTranslation('shared/campaigns')
  const text = useDatesText()
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <span className="sr-only">{t('budget.from')}</span>
      <span className="tabular text-muted">{text(before)}</span>
      <ArrowRight aria-hidden className="mirror size-4 shrink-0 text-faint" />
      <span className="sr-only">{t('budget.to')}</span>
      <span className="tabular font-medium">{text(after)}</span>
    </span>
  )
}
