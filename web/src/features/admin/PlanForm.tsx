import { useQueryClient } from '@tanstack/react-query'
import * as z from 'zod/mini'
import type { Plan } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { toast } from '@/shared/ui/toast'
import { plansQuery, updatePlan } from './api'
import { toBytes, toGigabytes, toLimit, toText } from './plans'

const whole = z.string().check(z.regex(/^\s*\d{0,9}\s*$/))
const schema = z.object({
  members: whole,
  connected_accounts: whole,
  ai_requests: whole,
  storage_bytes: z.string().check(z.regex(/^\s*(\d{1,6}(\.\d{1,3})?)?\s*$/)),
})
const FIELDS = ['members', 'connected_accounts', 'ai_requests', 'storage_bytes'] as const

export default function PlanForm({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation('common')
  const client = useQueryClient()
  const name = common(`plan.${plan.name}`)
  const { form, submit, isSending, error } = useApiForm({
    schema,
    defaultValues: {
      members: toText(plan.members),
      connected_accounts: toText(plan.connected_accounts),
      ai_requests: toText(plan.ai_requests),
      storage_bytes: toGigabytes(plan.storage_bytes),
    },
    send: values =>
      updatePlan(plan.name, {
        members: toLimit(values.members),
        connected_accounts: toLimit(values.connected_accounts),
        ai_requests: toLimit(values.ai_requests),
        storage_bytes: toBytes(values.storage_bytes),
      }),
    onDone: () => {
      toast('ok', t('plans.saved', { name }))
      void client.invalidateQueries(plansQuery)
      onClose()
    },
  })
  return (
    <Dialog isOpen onClose={onClose} title={t('plans.edit_of', { name })} description={t('plans.hint')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <FormError error={error} />
        {FIELDS.map(field => (
          <FormTextField
            key={field}
            control={form.control}
            name={field}
            label={t(`limit.${field}`)}
            inputMode={field === 'storage_bytes' ? 'decimal' : 'numeric'}
            autoComplete="off"
            ltr
            placeholder={t('plans.unlimited')}
            trail={
              field === 'storage_bytes' && <span className="pe-2 text-sm text-muted">{t('plans.gb')}</span>
            }
          />
        ))}
        <p className="text-sm text-muted">{t('plans.effect', { count: plan.orgs ?? 0 })}</p>
        <div className="flex flex-col-reverse gap-2 pb-2 sm:flex-row sm:justify-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" variant="primary" isPending={isSending}>
            {common('save.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
