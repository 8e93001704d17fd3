import { type Control, Controller } from 'react-hook-form'
import { FormTextField } from '@/shared/form/fields'
import { useTranslation } from '@/shared/i18n/use-translation'
import { TokenField } from '@/shared/ui/TokenField'
import { CheckboxGroup } from './CheckboxGroup'
import { type CampaignValues, isTag, OBJECTIVES } from './campaign-values'

type Props = { control: Control<CampaignValues> }

/** What it is called, and what it is about. */
export function NameFields({ control }: Props) {
  const { t } = useTranslation('campaigns')
  return (
    <>
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
    </>
  )
}

/** What it is to bring. */
export function ObjectivesField({ control }: Props) {
  const { t } = useTranslation('campaigns')
  return (
    <Controller
      control={control}
      name="objectives"
      render={({ field, fieldState }) => (
        <CheckboxGroup
          name="objectives"
          label={t('column.objectives')}
          description={t('field.objectives_hint')}
          options={OBJECTIVES.map(id => ({ id, label: t(`objective.${id}`) }))}
          value={field.value}
          onChange={field.onChange}
          errorMessage={fieldState.error?.message}
        />
      )}
    />
  )
}

export function TagsField({ control }: Props) {
  const { t } = useTranslation('campaigns')
  return (
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
  )
}
