import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { SpendLimit } from '@/shared/api/types'
import { FormComboBox } from '@/shared/form/choice-fields'
import { FormError } from '@/shared/form/FormError'
import { FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { currencyOptions } from '@/shared/format/choices'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useContextOrg, useOrgId } from '@/shared/session/queries'
import { spendingKey } from '@/shared/spending/api'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { toast } from '@/shared/ui/toast'
import { setLimit } from './api'
import { emptyLimit, isEmpty, type LimitValues, schema, toBody, toValues } from './limit-values'

type Props = {
  /** Without one a currency is added. */
  limit: SpendLimit | undefined
  /** Currencies that have limits already. */
  taken: string[]
  onClose: () => void
}

export default function LimitDialog({ limit, taken, onClose }: Props) {
  const { t, language } = useTranslation('spending')
  const { t: common } = useTranslation('common')
  const format = useFormat()
  const client = useQueryClient()
  const org = useOrgId()
  const own = useContextOrg()
  const currencies = useMemo(
    () => currencyOptions(language).filter(({ id }) => !taken.includes(id)),
    [language, taken],
  )
  const refresh = () => client.invalidateQueries({ queryKey: spendingKey(org) })
  const { form, submit, isSending, error } = useApiForm<LimitValues, SpendLimit>({
    schema,
    defaultValues: limit ? toValues(limit) : emptyLimit(own, taken),
    send: values =>
      setLimit(org, values.currency, limit?.version, toBody(values)).catch(failure => {
        // Somebody else may have been faster: the page behind shows what there is now.
        void refresh()
        throw failure
      }),
    onDone: () => {
      void refresh()
      toast('ok', t('told.saved'))
      onClose()
    },
  })
  const values = form.watch()
  const { currency } = values
  const money = {
    control: form.control,
    inputMode: 'decimal',
    autoComplete: 'off',
    ltr: true,
    placeholder: t('dialog.any'),
    trail: currency && <span className="pe-3 text-sm text-muted">{currency}</span>,
  } as const
  return (
    <Dialog
      isOpen
      size="md"
      onClose={onClose}
      title={limit ? t('dialog.edit', { name: format.currencyName(limit.currency) }) : t('limits.add')}
      description={t('dialog.lead')}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <FormError error={error} />
        {!limit && (
          <FormComboBox
            control={form.control}
            name="currency"
            label={t('dialog.currency')}
            description={t('dialog.currency_hint')}
            options={currencies}
          />
        )}
        <FormTextField
          {...money}
          name="daily_cap"
          label={t('cap.daily')}
          description={t('dialog.daily_hint')}
          autoFocus={limit !== undefined}
        />
        <div className="grid gap-5 sm:grid-cols-2">
          <FormTextField
            {...money}
            name="lifetime_cap"
            label={t('cap.lifetime')}
            description={t('dialog.lifetime_hint')}
          />
          <FormTextField
            control={form.control}
            name="counted_from"
            type="date"
            label={t('dialog.counted_from')}
            description={t('dialog.counted_from_hint')}
          />
        </div>
        <FormTextField
          {...money}
          name="approval_above"
          label={t('cap.approval')}
          description={t('dialog.approval_hint')}
        />
        <div className="flex flex-col-reverse gap-2 pb-2 sm:flex-row sm:justify-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button
            type="submit"
            variant="primary"
            isPending={isSending}
            isDisabled={!limit && isEmpty(values)}
          >
            {t('dialog.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
