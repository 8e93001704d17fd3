import { ArrowRight } from 'lucide-react'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { UNKNOWN } from '@/shared/metrics/use-measures'
import { differenceOf } from './budget-change'

type Props = { before: number | null | undefined; after: number | null | undefined; currency: string }

/** From what to what, and by how much. */
export function BudgetChange({ before = null, after = null, currency }: Props) {
  const { t } = useTranslation('shared/campaigns')
  const format = useFormat()
  const money = (value: number | null) => (value === null ? UNKNOWN : format.money(value, { code: currency }))
  const difference = differenceOf(before, after)
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <span className="sr-only">{t('budget.from')}</span>
      <span className="tabular text-muted">{money(before)}</span>
      <ArrowRight aria-hidden className="mirror size-4 shrink-0 text-faint" />
      <span className="sr-only">{t('budget.to')}</span>
      <span className="tabular font-medium">{money(after)}</span>
      {difference !== undefined && (
        <span className="ltr tabular rounded-full bg-ink/7 px-2 text-xs leading-5 text-muted">
          {`${difference > 0 ? '+' : ''}${format.percent(difference)}`}
        </span>
      )}
    </span>
  )
}
