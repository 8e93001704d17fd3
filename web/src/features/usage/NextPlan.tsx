import { useQuery } from '@tanstack/react-query'
import { ArrowRight } from 'lucide-react'
import type { Usage } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useMe } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { ButtonLink } from '@/shared/ui/Link'
import { Skeleton } from '@/shared/ui/Skeleton'
import { plansQuery } from './api'
import { type Metric, nextPlan, nextPlanName } from './plans'

/** What one plan higher would allow, beside what there is now; its limits are told to who may change plans. */
export function NextPlan({ usage }: { usage: Usage }) {
  const { t } = useTranslation('usage')
  const { t: common } = useTranslation('common')
  const format = useFormat()
  const isAdmin = useMe()?.is_instance_admin === true
  const { data } = useQuery({ ...plansQuery, enabled: isAdmin })
  const name = nextPlanName(usage.plan)
  if (!name) return <p className="text-muted">{t('next.none')}</p>
  if (!isAdmin)
    return <Card title={t('next.title', { plan: common(`plan.${name}`) })} description={t('next.ask')} />
  const next = data && nextPlan(data, usage.plan)
  if (!next) return <Skeleton className="h-64 rounded-lg" />
  const show = (metric: Metric, value: number | null | undefined) => {
    if (value == null) return t('unlimited')
    return metric === 'storage_bytes' ? format.storage(value) : format.number(value)
  }
  return (
    <Card
      title={t('next.title', { plan: common(`plan.${next.name}`) })}
      description={t('next.admin')}
      actions={
        <ButtonLink to="/admin/organizations" size="sm">
          {t('next.change')}
        </ButtonLink>
      }
    >
      <dl className="divide-y divide-line">
        {usage.metrics.map(({ metric, limit }) => (
          <div key={metric} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 py-3">
            <dt>{t(`metric.${metric}`)}</dt>
            <dd className="tabular flex items-center gap-3">
              <span className="text-muted">{show(metric, limit)}</span>
              <ArrowRight aria-hidden className="mirror size-4 text-faint" />
              <span className="font-semibold">{show(metric, next[metric])}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
