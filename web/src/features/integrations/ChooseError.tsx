import { PlanLimit } from '@/shared/access/PlanLimit'
import { isApiError } from '@/shared/api/error'
import { FormError } from '@/shared/form/FormError'
import { useTranslation } from '@/shared/i18n/use-translation'

/** A plan that is full keeps the choice: one can untick some, or look for more room. */
export function ChooseError({ error }: { error: unknown }) {
  const { t } = useTranslation('integrations')
  if (!isApiError(error)) return null
  if (error.code !== 'plan_limit') return <FormError error={error} />
  return (
    <div className="flex flex-col gap-2">
      <PlanLimit error={error} />
      <p className="text-sm text-muted">{t('accounts.limit_hint')}</p>
    </div>
  )
}
