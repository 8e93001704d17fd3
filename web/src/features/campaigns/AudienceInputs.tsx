import { useMemo } from 'react'
import { type Control, Controller } from 'react-hook-form'
import { FormTextField } from '@/shared/form/fields'
import { countryOptions, languageOptions } from '@/shared/format/places'
import { useTranslation } from '@/shared/i18n/use-translation'
import { MultiComboBox } from '@/shared/ui/MultiComboBox'
import { TokenField } from '@/shared/ui/TokenField'
import type { AudienceValues } from './audience-values'
import { CheckboxGroup } from './CheckboxGroup'
import { GENDERS, isTag } from './campaign-values'

type Fields = { target_audience: AudienceValues }
type Props<V extends Fields> = {
  control: Control<V>
  /** Why countries are asked for. */
  locationsWhy?: string
}

/** Whom a campaign is to reach, or whom a persona stands for. */
export function AudienceInputs<V extends Fields>({ control: whole, locationsWhy }: Props<V>) {
  const { t, language } = useTranslation('campaigns')
  const { t: metrics } = useTranslation('shared/metrics')
  const countries = useMemo(() => countryOptions(language), [language])
  const languages = useMemo(() => languageOptions(language), [language])
  // The fields are of this part of the form, whatever else it has.
  const control = whole as unknown as Control<Fields>
  return (
    <div className="grid gap-5 sm:grid-cols-4">
      <FormTextField
        control={control}
        name="target_audience.age_min"
        inputMode="numeric"
        autoComplete="off"
        placeholder="18"
        ltr
        label={t('field.age_min')}
      />
      <FormTextField
        control={control}
        name="target_audience.age_max"
        inputMode="numeric"
        autoComplete="off"
        placeholder="65"
        ltr
        label={t('field.age_max')}
      />
      <div className="sm:col-span-2">
        <Controller
          control={control}
          name="target_audience.genders"
          render={({ field, fieldState }) => (
            <CheckboxGroup
              isRow
              label={t('audience.genders')}
              options={GENDERS.map(id => ({ id, label: metrics(`gender.${id}`) }))}
              value={field.value}
              onChange={field.onChange}
              errorMessage={fieldState.error?.message}
            />
          )}
        />
      </div>
      <Controller
        control={control}
        name="target_audience.locations"
        render={({ field, fieldState }) => (
          <div data-field="target_audience.locations" className="sm:col-span-2">
            <MultiComboBox
              label={t('audience.locations')}
              description={locationsWhy}
              placeholder={t('field.locations_hint')}
              options={countries}
              value={field.value}
              onChange={field.onChange}
              errorMessage={fieldState.error?.message}
            />
          </div>
        )}
      />
      <Controller
        control={control}
        name="target_audience.languages"
        render={({ field, fieldState }) => (
          <div data-field="target_audience.languages" className="sm:col-span-2">
            <MultiComboBox
              label={t('audience.languages')}
              placeholder={t('field.languages_hint')}
              options={languages}
              value={field.value}
              onChange={field.onChange}
              errorMessage={fieldState.error?.message}
            />
          </div>
        )}
      />
      <Controller
        control={control}
        name="target_audience.interests"
        render={({ field, fieldState }) => (
          <TokenField
            phrases
            label={t('audience.interests')}
            description={t('field.interests_hint')}
            value={field.value}
            onChange={field.onChange}
            isValid={isTag}
            errorMessage={fieldState.error?.message}
            className="sm:col-span-4"
          />
        )}
      />
    </div>
  )
}
