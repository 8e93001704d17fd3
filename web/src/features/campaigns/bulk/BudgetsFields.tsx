import type { Campaign } from '@/shared/api/types'
import { BudgetChange } from '@/shared/campaigns/BudgetChange'
import { changedBy } from '@/shared/campaigns/budget-change'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { FilterPills } from '@/shared/ui/FilterPills'
import { TextField } from '@/shared/ui/TextField'

export type BudgetStep = { direction: 'up' | 'down'; size: string }

type Props = {
  campaigns: Campaign[]
  value: BudgetStep
  /** What is typed as a number; 0 while it is none. */
  percent: number
  onChange: (value: BudgetStep) => void
}

/** Up or down by per cent, and what each budget becomes by that. */
export function BudgetsFields({ campaigns, value, percent, onChange }: Props) {
  const { t } = useTranslation('campaigns')
  const format = useFormat()
  return (
    <>
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="flex min-h-control items-center">
          <FilterPills
            label={t('bulk.direction')}
            value={value.direction}
            onChange={direction => onChange({ ...value, direction: direction === 'down' ? 'down' : 'up' })}
            options={[
              { id: 'up', label: t('bulk.up') },
              { id: 'down', label: t('bulk.down') },
            ]}
          />
        </div>
        <TextField
          label={t('bulk.percent')}
          className="w-36"
          inputMode="decimal"
          autoComplete="off"
          autoFocus
          ltr
          value={value.size}
          onChange={size => onChange({ ...value, size })}
          trail={<span className="pe-3 text-sm text-muted">{'%'}</span>}
        />
      </div>
      <ul
        aria-label={t('bulk.preview')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        className="max-h-72 divide-y divide-line overflow-y-auto rounded-md border border-line"
      >
        {campaigns.map(({ id, name, budget, currency }) => (
          <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 py-2.5">
            <bdi className="min-w-0 font-medium break-words">{name}</bdi>
            {budget === null ? (
              <span className="text-sm text-muted">{t('bulk.no_budget')}</span>
            ) : percent === 0 ? (
              <span className="tabular text-muted">{format.money(budget, { code: currency })}</span>
            ) : (
              <BudgetChange
                before={budget}
                after={changedBy(budget, percent, currency)}
                currency={currency}
              />
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
