import { useQuery } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Plan } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Skeleton } from '@/shared/ui/Skeleton'
import { plansQuery } from './api'

const PlanForm = lazy(() => import('./PlanForm'))
const LIMITS = ['members', 'connected_accounts', 'ai_requests', 'storage_bytes'] as const

export function PlansPage() {
  const { data, error, refetch } = useQuery(plansQuery)
  const [open, setOpen] = useState<Plan>()
  if (error && !data)
    return (
      <Card>
        <ErrorState error={error} onRetry={refetch} />
      </Card>
    )
  return (
    <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4" aria-busy={!data}>
      {data
        ? data.map(plan => <PlanCard key={plan.name} plan={plan} onEdit={() => setOpen(plan)} />)
        : [1, 2, 3, 4].map(index => <Skeleton key={index} className="h-83 rounded-lg" />)}
      <Suspense>{open && <PlanForm plan={open} onClose={() => setOpen(undefined)} />}</Suspense>
    </div>
  )
}

function PlanCard({ plan, onEdit }: { plan: Plan; onEdit: () => void }) {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation('common')
  const format = useFormat()
  const show = (name: (typeof LIMITS)[number]) => {
    const limit = plan[name]
    if (limit == null) return t('plans.unlimited')
    return name === 'storage_bytes' ? format.storage(limit) : format.number(limit)
  }
  const name = common(`plan.${plan.name}`)
  return (
    <Card
      title={name}
      description={t('plans.orgs', { count: plan.orgs ?? 0 })}
      footer={
        <Button size="sm" aria-label={t('plans.edit_of', { name })} onPress={onEdit}>
          <Pencil aria-hidden />
          {t('plans.edit')}
        </Button>
      }
    >
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-1">
        {LIMITS.map(limit => (
          <div key={limit}>
            <dt className="text-sm text-muted">{t(`limit.${limit}`)}</dt>
            <dd className="tabular text-lg font-semibold">{show(limit)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
