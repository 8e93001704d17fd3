import { Controller, type UseFormReturn } from 'react-hook-form'
import { FormTextField } from '@/shared/form/fields'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import { TokenField } from '@/shared/ui/TokenField'
import { AccountsField } from './AccountsField'
import { AudienceFields } from './AudienceFields'
import { BudgetFields } from './BudgetFields'
import { CheckboxGroup } from './CheckboxGroup'
import { type CampaignValues, isTag, OBJECTIVES } from './campaign-values'

type Props = {
  form: UseFormReturn<CampaignValues>
  /** Of a draft; what runs already follows its platform in budget, dates, audience and accounts. */
  isWhole: boolean
}

export function CampaignFields({ form: { control }, isWhole }: Props) {
  const { t } = useTranslation('campaigns')
  return (
    <>
      <Card title={t('form.basics')}>
        <div className="flex flex-col gap-5">
          <FormTextField
            control={control}
            name="name"
            label={t('field.name')}
            description={t('field.name_hint')}
            maxLength={200}
            autoComplete="off"
          />
          <FormTextField
            control={control}
            name="description"
            label={t('field.description')}
            rows={3}
            maxLength={5000}
          />
          <Controller
            control={control}
            name="objectives"
            render={({ field, fieldState }) => (
              <CheckboxGroup
                label={t('column.objectives')}
                description={t('field.objectives_hint')}
                options={OBJECTIVES.map(id => ({ id, label: t(`objective.${id}`) }))}
                value={field.value}
                onChange={field.onChange}
                errorMessage={fieldState.error?.message}
              />
            )}
          />
          <Controller
            control={control}
            name="tags"
            render={({ field, fieldState }) => (
              <TokenField
                phrases
                label={t('column.tags')}
                description={t('field.tags_hint')}
                value={field.value}
                onChange={field.onChange}
                isValid={isTag}
                errorMessage={fieldState.error?.message}
              />
            )}
          />
        </div>
      </Card>
      {isWhole && (
        <>
          <BudgetFields control={control} />
          <AudienceFields control={control} />
          <AccountsField control={control} />
        </>
      )}
    </>
  )
}
