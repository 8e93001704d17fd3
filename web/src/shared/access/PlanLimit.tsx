import { useQuery } from '@tanstack/react-query'
import type { ApiError } from '@/shared/api/error'
import type { PlanName } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { ButtonLink } from '@/shared/ui/Link'

const PLANS = ['free', 'starter', 'professional', 'enterprise'] as const
const planOf = (value: unknown): PlanName | undefined => PLANS.find(plan => plan === value)

/** A 402: how much the plan allows, and which plan would allow more. */
export function PlanLimit({ error }: { error: ApiError }) {
  const { t } = useTranslation('common')
  const format = useFormat()
  const now = useQuery(contextQuery).data?.org?.plan
  const { limit, used, required_plan } = error.details
  const next = planOf(required_plan)
  const hasFigures = now && typeof limit === 'number' && typeof used === 'number'
  return (
    <Banner
      tone="warn"
      title={t('plan_limit.title')}
      actions={
        <ButtonLink to="/usage" size="sm">
          {t('plan_limit.action')}
        </ButtonLink>
      }
    >
      {hasFigures
        ? t('plan_limit.body', {
            plan: t(`plan.${now}`),
            limit: format.number(limit),
            used: format.number(used),
          })
        : error.message}{' '}
      {next && t('plan_limit.next', { plan: t(`plan.${next}`) })}
    </Banner>
  )
}
