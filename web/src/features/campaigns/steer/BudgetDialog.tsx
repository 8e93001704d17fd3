import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import * as z from 'zod/mini'
import { isApiError } from '@/shared/api/error'
import type { Campaign } from '@/shared/api/types'
import { BudgetChange } from '@/shared/campaigns/BudgetChange'
import { changedBy } from '@/shared/campaigns/budget-change'
import { numberOf } from '@/shared/form/amount'
import { FormError } from '@/shared/form/FormError'
import { FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { toast } from '@/shared/ui/toast'
import { campaignQuery, campaignsKey } from '../api'
import { schema as plan } from '../campaign-values'
import { changeBudget } from './api'

const schema = z.object({ budget: plan.shape.budget.check(z.minLength(1)) })
type Values = z.infer<typeof schema>
type Changed = Awaited<ReturnType<typeof changeBudget>>

/** Per cent, for the usual steps. */
const STEPS = [-20, -10, 10, 20]

type Props = {
  campaign: Campaign
  /** What to begin with; what it is now unless told otherwise. */
  proposed?: number | undefined
  onClose: () => void
}

/** Another budget for what was launched. A large difference is asked about once more, in the server's words. */
export default function BudgetDialog({ campaign, proposed, onClose }: Props) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const format = useFormat()
  const client = useQueryClient()
  const org = useOrgId()
  const { budget: before, budget_type, currency } = campaign
  // The amount that was asked about, and how; another one is asked about anew.
  const [asked, setAsked] = useState<{ budget: string; question: string }>()
  const { form, submit, isSending, error } = useApiForm<Values, Changed>({
    schema,
    defaultValues: { budget: String(proposed ?? before ?? '') },
    send: ({ budget }) =>
      changeBudget(org, campaign, numberOf(budget) ?? 0, asked?.budget === budget).catch(failure => {
        if (isApiError(failure, 'confirmation_required')) setAsked({ budget, question: failure.message })
        throw failure
      }),
    onDone: ({ data, waits }) => {
      client.setQueryData(campaignQuery(org, campaign.id).queryKey, data)
      void client.invalidateQueries({ queryKey: campaignsKey(org) })
      if (waits === undefined) toast('ok', t('told.budget', { name: campaign.name }))
      else toast('info', waits)
      onClose()
    },
  })
  const { budget } = form.watch()
  const after = plan.shape.budget.safeParse(budget).success ? numberOf(budget) : null
  const isAsked = asked?.budget === budget
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('budget_dialog.title')}
      description={t(budget_type === 'daily' ? 'budget_dialog.daily' : 'budget_dialog.whole')}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        {isAsked ? (
          <Banner tone="warn" title={t('budget_dialog.sure')}>
            {asked.question}
          </Banner>
        ) : (
          <FormError error={error?.code === 'confirmation_required' ? undefined : error} />
        )}
        <FormTextField
          control={form.control}
          name="budget"
          inputMode="decimal"
          autoComplete="off"
          autoFocus
          ltr
          label={t('budget_dialog.field')}
          trail={<span className="pe-3 text-sm text-muted">{currency}</span>}
        />
        {before !== null && (
          <fieldset className="flex flex-wrap gap-2">
            <legend className="sr-only">{t('budget_dialog.steps')}</legend>
            {STEPS.map(step => (
              <Button
                key={step}
                size="sm"
                className="ltr"
                onPress={() =>
                  form.setValue('budget', String(changedBy(before, step, currency)), {
                    shouldValidate: true,
                    shouldDirty: true,
                  })
                }
              >
                {`${step > 0 ? '+' : ''}${format.percent(step)}`}
              </Button>
            ))}
          </fieldset>
        )}
        <p aria-live="polite" className="rounded-md bg-sunken/60 px-4 py-3">
          <BudgetChange before={before} after={after} currency={currency} />
        </p>
        <div className="flex flex-col-reverse gap-2 pb-2 sm:flex-row sm:justify-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button
            type="submit"
            variant={isAsked ? 'danger' : 'primary'}
            isPending={isSending}
            isDisabled={after === null || after === before}
          >
            {t(isAsked ? 'budget_dialog.confirm' : 'budget_dialog.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
