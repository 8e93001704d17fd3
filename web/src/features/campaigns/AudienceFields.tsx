import { useMemo } from 'react'
import { type Control, Controller } from 'react-hook-form'
import { FormTextField } from '@/shared/form/fields'
import { countryOptions, languageOptions } from '@/shared/format/places'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import { MultiComboBox } from '@/shared/ui/MultiComboBox'
import { TokenField } from '@/shared/ui/TokenField'
import { CheckboxGroup } from './CheckboxGroup'
import { type CampaignValues, GENDERS, isTag } from './campaign-values'

/** Whom it is to reach; what is left empty means everybody. */
export function AudienceFields({ control }: { control: Control<CampaignValues> }) {
  const { t, language } = useTranslation('campaigns')
  const { t: metrics } = useTranslation('shared/metrics')
  const countries = useMemo(() => countryOptions(language), [language])
  const languages = useMemo(() => languageOptions(language), [language])
  return (
    <Card title={t('form.audience')} description={t('form.audience_lead')}>
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
                description={t('field.locations_why')}
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
    </Card>
  )
}
