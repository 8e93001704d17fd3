import { type Control, useWatch } from 'react-hook-form'
import { FormSelect } from '@/shared/form/choice-fields'
import { FormTextField } from '@/shared/form/fields'
import { useTranslation } from '@/shared/i18n/use-translation'
import { PRESETS, type Preset } from './expiry'

export type KeyFormValues = { name: string; scopes: string[]; preset: Preset; date: string }

export function ExpiryField({ control }: { control: Control<KeyFormValues> }) {
  const { t } = useTranslation('keys')
  const preset = useWatch({ control, name: 'preset' })
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <FormSelect
        control={control}
        name="preset"
        label={t('field.expiry')}
        description={preset === 'never' ? t('field.expiry_never') : t('field.expiry_hint')}
        options={PRESETS.map(id => ({ id, label: t(`expiry.${id}`) }))}
      />
      {preset === 'date' && (
        <FormTextField
          control={control}
          name="date"
          type="date"
          min={new Date().toISOString().slice(0, 10)}
          label={t('field.date')}
        />
      )}
    </div>
  )
}
