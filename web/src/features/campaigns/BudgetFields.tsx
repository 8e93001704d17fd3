import { useMemo } from 'react'
import type { Control } from 'react-hook-form'
import { FormComboBox, FormSelect } from '@/shared/form/choice-fields'
import { FormTextField } from '@/shared/form/fields'
import { currencyOptions } from '@/shared/format/choices'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import type { CampaignValues } from './campaign-values'

/** How much, and when. */
export function BudgetFields({ control }: { control: Control<CampaignValues> }) {
  const { t, language } = useTranslation('campaigns')
  const currencies = useMemo(() => currencyOptions(language), [language])
  return (
    <Card title={t('form.budget')}>
      <div className="grid gap-5 sm:grid-cols-6">
        <FormTextField
          control={control}
          name="budget"
          inputMode="decimal"
          autoComplete="off"
          ltr
          label={t('field.budget')}
          className="sm:col-span-2"
        />
        <FormSelect
          control={control}
          name="budget_type"
          label={t('field.budget_type')}
          options={[
            { id: 'lifetime', label: t('budget_type.lifetime') },
            { id: 'daily', label: t('budget_type.daily') },
          ]}
          className="sm:col-span-2"
        />
        <FormComboBox
          control={control}
          name="currency"
          options={currencies}
          label={t('field.currency')}
          className="sm:col-span-2"
        />
        <FormTextField
          control={control}
          name="start_date"
          type="date"
          label={t('field.start_date')}
          className="sm:col-span-3"
        />
        <FormTextField
          control={control}
          name="end_date"
          type="date"
          label={t('field.end_date')}
          description={t('field.end_date_hint')}
          className="sm:col-span-3"
        />
      </div>
    </Card>
  )
}
