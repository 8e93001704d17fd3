import { useQuery } from '@tanstack/react-query'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { useOrgId } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Skeleton } from '@/shared/ui/Skeleton'
import { ApprovalsCard } from './ApprovalsCard'
import { spendingQuery } from './api'
import { LimitsCard } from './LimitsCard'
import { SwitchCard } from './SwitchCard'

/** What may be spent, who has to agree, and the switch that stops everything. */
export function SpendingPage() {
  const { t } = useTranslation('spending')
  return (
    <>
      <PageHeader title={t('title')} description={t('lead')} />
      <Guard need="spending.read">
        <Spending />
      </Guard>
    </>
  )
}

function Spending() {
  const { data, error, refetch, dataUpdatedAt } = useQuery(spendingQuery(useOrgId()))
  if (data)
    return (
      <div className="flex flex-col gap-6">
        <SwitchCard stopped={data.stopped ?? null} now={dataUpdatedAt} />
        {/* What waits for somebody comes before what is only looked at. */}
        {data.open_approvals > 0 && <ApprovalsCard />}
        <LimitsCard limits={data.limits} />
        {data.open_approvals === 0 && <ApprovalsCard />}
      </div>
    )
  if (error)
    return (
      <Card>
        <ErrorState error={error} onRetry={refetch} />
      </Card>
    )
  return (
    <div aria-busy className="flex flex-col gap-6">
      <Skeleton className="h-24 w-full rounded-lg" />
      <Skeleton className="h-64 w-full rounded-lg" />
      <Skeleton className="h-48 w-full rounded-lg" />
    </div>
  )
}
