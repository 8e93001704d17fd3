import { useMemo } from 'react'
import type { Control } from 'react-hook-form'
import * as z from 'zod/mini'
import { FormComboBox, FormSelect, FormZoneField } from '@/shared/form/choice-fields'
import { FormTextField } from '@/shared/form/fields'
import { currencyOptions, weekStartOptions } from '@/shared/format/choices'
import { useTranslation } from '@/shared/i18n/use-translation'

/** The list has no empty key; this one stands for "no dialect chosen". */
const ANY = 'any'
const DIALECTS = ['msa', 'gulf', 'egyptian', 'levantine', 'maghrebi'] as const

export const orgSchema = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
  currency: z.string().check(z.minLength(3)),
  time_zone: z.string().check(z.minLength(1)),
  locale: z.enum(['ar', 'en']),
  week_start: z.enum(['saturday', 'sunday', 'monday']),
  dialect: z.enum([ANY, ...DIALECTS]),
})
export type OrgValues = z.infer<typeof orgSchema>

export const dialectOf = (choice: OrgValues['dialect']) => (choice === ANY ? null : choice)
export const dialectChoice = (dialect: (typeof DIALECTS)[number] | null | undefined) => dialect ?? ANY

type Props = {
  control: Control<OrgValues>
  autoFocus?: boolean
  isDisabled?: boolean
  part: 'name' | 'rest'
}

/** What an organization is set to, in parts that pages arrange. */
export function OrgFields({ control, autoFocus, isDisabled, part }: Props) {
  const { t, language } = useTranslation('orgs')
  const { t: common } = useTranslation('common')
  const currencies = useMemo(() => currencyOptions(language), [language])
  const days = useMemo(() => weekStartOptions(language), [language])
  if (part === 'name')
    return (
      <FormTextField
        control={control}
        name="name"
        autoComplete="organization"
        autoFocus={autoFocus}
        isDisabled={isDisabled}
        label={t('field.name')}
        description={t('field.name_hint')}
      />
    )
  return (
    <div className="grid gap-5 sm:grid-cols-6">
      <FormComboBox
        control={control}
        name="currency"
        options={currencies}
        isDisabled={isDisabled}
        label={t('field.currency')}
        description={t('field.currency_hint')}
        className="sm:col-span-3"
      />
      <FormZoneField
        control={control}
        name="time_zone"
        isDisabled={isDisabled}
        label={t('field.time_zone')}
        description={t('field.time_zone_hint')}
        className="sm:col-span-3"
      />
      <FormSelect
        control={control}
        name="week_start"
        options={days}
        isDisabled={isDisabled}
        label={t('field.week_start')}
        className="sm:col-span-2"
      />
      <FormSelect
        control={control}
        name="locale"
        isDisabled={isDisabled}
        options={[
          { id: 'ar', label: 'العربية' },
          { id: 'en', label: 'English' },
        ]}
        label={t('field.locale')}
        description={t('field.locale_hint')}
        className="sm:col-span-2"
      />
      <FormSelect
        control={control}
        name="dialect"
        isDisabled={isDisabled}
        options={[
          { id: ANY, label: t('field.dialect_any') },
          ...DIALECTS.map(id => ({ id, label: common(`dialect.${id}`) })),
        ]}
        label={t('field.dialect')}
        description={t('field.dialect_hint')}
        className="sm:col-span-2"
      />
    </div>
  )
}
