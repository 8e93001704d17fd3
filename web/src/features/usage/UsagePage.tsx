import { useQuery } from '@tanstack/react-query'
import type { Usage } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { useOrgId } from '@/shared/session/queries'
import { Badge } from '@/shared/ui/Badge'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Skeleton } from '@/shared/ui/Skeleton'
import { usageQuery } from './api'
import { MetricCard } from './MetricCard'
import { NextPlan } from './NextPlan'

export function UsagePage() {
  const { t } = useTranslation('usage')
  return (
    <>
      <PageHeader title={t('title')} description={t('lead')} />
      <Guard need="usage.read">
        <Content />
      </Guard>
    </>
  )
}

function Content() {
  const { data, error, refetch } = useQuery(usageQuery(useOrgId()))
  if (error && !data)
    return (
      <Card>
        <ErrorState error={error} onRetry={refetch} />
      </Card>
    )
  if (!data) return <UsageSkeleton />
  return (
    <>
      <PlanLine plan={data.plan} />
      <div className="mb-6 grid gap-4 sm:grid-cols-2">
        {data.metrics.map(metric => (
          <MetricCard key={metric.metric} {...metric} />
        ))}
      </div>
      <NextPlan usage={data} />
    </>
  )
}

function PlanLine({ plan }: { plan: Usage['plan'] }) {
  const { t } = useTranslation('usage')
  const { t: common } = useTranslation('common')
  return (
    <p className="mb-4 flex items-center gap-3 text-lg font-medium">
      {t('current')}
      <Badge tone="accent">{common(`plan.${plan}`)}</Badge>
    </p>
  )
}

function UsageSkeleton() {
  return (
    <div aria-busy>
      <Skeleton className="mb-4 h-6 w-48" />
      <div className="mb-6 grid gap-4 sm:grid-cols-2">
        {[1, 2, 3, 4].map(index => (
          <Skeleton key={index} className="h-39 rounded-lg" />
        ))}
      </div>
      <Skeleton className="h-64 rounded-lg" />
    </div>
  )
}
