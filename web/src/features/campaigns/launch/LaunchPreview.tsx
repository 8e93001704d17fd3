import type { UseQueryResult } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import type { LaunchPlan } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Skeleton } from '@/shared/ui/Skeleton'
import { type MissingLink, MissingList } from './MissingList'
import { PlannedAccounts } from './PlannedAccounts'
import type { Days } from './plan-text'

type Props = { plan: UseQueryResult<LaunchPlan>; days: Days; link: MissingLink }

/** The dry run: what will be made before anything is made, and what is missing yet. */
export function LaunchPreview({ plan: { data, error, refetch }, days, link }: Props) {
  if (data) return <Preview plan={data} days={days} link={link} />
  if (error) return <ErrorState error={error} onRetry={refetch} />
  return (
    <div aria-busy className="flex flex-col gap-3">
      <Skeleton className="h-36 w-full rounded-md" />
      <Skeleton className="h-5 w-64 max-w-full" />
    </div>
  )
}

function Preview({ plan, days, link }: { plan: LaunchPlan; days: Days; link: MissingLink }) {
  const { t } = useTranslation('campaigns')
  const format = useFormat()
  const { accounts, budget, budget_type, currency, missing, ready } = plan
  return (
    <div className="flex flex-col gap-4">
      {missing.length > 0 && <MissingList missing={missing} link={link} />}
      {accounts.length > 0 && <PlannedAccounts accounts={accounts} days={days} />}
      {budget != null && accounts.length > 0 && (
        <p className="flex flex-wrap items-baseline justify-between gap-x-4 px-4">
          <span className="text-muted">{t('launch.total', { count: accounts.length })}</span>
          <span className="tabular text-lg font-semibold">
            {t(budget_type === 'daily' ? 'budget.daily' : 'budget.whole', {
              budget: format.money(budget, { code: currency }),
            })}
          </span>
        </p>
      )}
      {ready && (
        <p className="flex items-start gap-2.5 text-sm text-muted">
          <ShieldCheck aria-hidden className="mt-0.5 size-4.5 shrink-0 text-ok-text" />
          {t('launch.paused_first')} {t('launch.ads')}
        </p>
      )}
    </div>
  )
}
