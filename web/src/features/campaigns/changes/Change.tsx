import { ArrowRight } from 'lucide-react'
import type { CampaignChange } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { StatusBadge } from '../StatusBadge'
import { BudgetChange } from '../steer/BudgetChange'

/** From what to what. */
export function Change({
  change: { before, after },
  currency,
}: {
  change: Pick<CampaignChange, 'before' | 'after'>
  currency: string
}) {
  const { t } = useTranslation('campaigns')
  return (
    <>
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
      {after.budget != null && (
        <BudgetChange before={before.budget} after={after.budget} currency={currency} />
      )}
    </>
  )
}
