import type { SpendApproval } from '@/shared/api/types'
import { BudgetChange } from '@/shared/campaigns/BudgetChange'
import { DatesChange } from '@/shared/campaigns/DatesChange'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Ago } from '@/shared/ui/Ago'
import { Dotted } from '@/shared/ui/Dotted'

type Props = { approval: SpendApproval; className?: string }

/** What is asked for, what it comes to, by whom and when. */
export function ApprovalFacts({ approval, className }: Props) {
  const { t } = useTranslation('shared/spending')
  const format = useFormat()
  const { kind, before, budget, before_dates, dates, budget_type, worth, currency, asked_by, asked_at } =
    approval
  const money = (value: number) => format.money(value, { code: currency, whole: Number.isInteger(value) })
  return (
    <div className={className}>
      <p className="flex flex-wrap items-baseline gap-x-2">
        {kind === 'budget' ? (
          <>
            <span>{t('larger')}</span>
            <BudgetChange before={before} after={budget} currency={currency} />
            <span className="text-muted">{t(`per.${budget_type}`)}</span>
          </>
        ) : before_dates && dates ? (
          <>
            <span>{t('longer')}</span>
            <DatesChange before={before_dates} after={dates} />
          </>
        ) : (
          <span className="tabular">{t(`launch.${budget_type}`, { budget: money(budget) })}</span>
        )}
      </p>
      <Dotted className="text-sm text-muted">
        {worth !== budget && <span className="tabular">{t('worth', { worth: money(worth) })}</span>}
        {asked_by && t('asked_by', { name: asked_by.name })}
        <Ago at={asked_at} />
      </Dotted>
    </div>
  )
}
