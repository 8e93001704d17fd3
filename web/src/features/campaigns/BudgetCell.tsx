import type { Campaign } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { UNKNOWN } from '@/shared/metrics/use-measures'

/** What was spent of the budget. A daily one has no end, and no bar. */
export function BudgetCell({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation('campaigns')
  const format = useFormat()
  const { budget, budget_type, currency, spent } = campaign
  const money = (value: number) => format.money(value, { code: currency, whole: true })
  if (budget == null)
    return spent > 0 ? (
      <span className="text-sm text-muted">{t('budget.spent', { spent: money(spent) })}</span>
    ) : (
      <span className="text-faint">{UNKNOWN}</span>
    )
  if (budget_type === 'daily')
    return (
      <span className="block min-w-36">
        <span className="block">{t('budget.daily', { budget: money(budget) })}</span>
        <span className="block text-sm text-muted">{t('budget.spent', { spent: money(spent) })}</span>
      </span>
    )
  const share = budget > 0 ? (spent / budget) * 100 : 0
  const text = t('budget.of', { spent: money(spent), budget: money(budget) })
  return (
    <span className="block min-w-36">
      <span className="flex justify-between gap-3 text-sm">
        <span className="tabular">{text}</span>
      </span>
      <span className="mt-1.5 flex items-center gap-2">
        <span aria-hidden className="h-1.5 grow overflow-hidden rounded-full bg-ink/8">
          <span
            className={cx(
              'block h-full rounded-full',
              share >= 100 ? 'bg-danger' : share >= 90 ? 'bg-warn-text' : 'bg-accent',
            )}
            style={{ width: `${Math.min(share, 100)}%` }}
          />
        </span>
        <span className="ltr tabular text-xs text-muted">{format.percent(Math.round(share))}</span>
      </span>
    </span>
  )
}
