import { ArrowRight } from 'lucide-react'
import type { CampaignChange } from '@/shared/api/types'
import { BudgetChange } from '@/shared/campaigns/BudgetChange'
import { DatesChange } from '@/shared/campaigns/DatesChange'
import { StatusBadge } from '@/shared/campaigns/StatusBadge'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'

type Props = { change: Pick<CampaignChange, 'before' | 'after'>; currency: string }

/** From what to what. */
export function Change({ change: { before, after }, currency }: Props) {
  const { t } = useTranslation('campaigns')
  const format = useFormat()
  return (
    <span className="flex flex-wrap items-center gap-x-4 gap-y-2">
      {after.status && (
        <span className="inline-flex flex-wrap items-center gap-2">
          {before.status && (
            <>
              <span className="sr-only">{t('changes.from')}</span>
              <StatusBadge status={before.status} />
              <ArrowRight aria-hidden className="mirror size-4 shrink-0 text-faint" />
            </>
          )}
          <span className="sr-only">{t('changes.to')}</span>
          <StatusBadge status={after.status} />
        </span>
      )}
      {after.budget === undefined ? null : before.budget === undefined ? (
        // A launch says what it began with; there was nothing before.
        <span className="tabular text-muted">{format.money(after.budget, { code: currency })}</span>
      ) : (
        <BudgetChange before={before.budget} after={after.budget} currency={currency} />
      )}
      {before.dates && after.dates && <DatesChange before={before.dates} after={after.dates} />}
    </span>
  )
}
