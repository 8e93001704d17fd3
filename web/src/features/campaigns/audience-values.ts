import * as z from 'zod/mini'
import type { CampaignDetail, CampaignPlan } from '@/shared/api/types'
import { amount, numberOf } from '@/shared/form/amount'

/** What is empty is left out. */
export type Audience = Partial<CampaignDetail['target_audience']>

const words = z.array(z.string())

export const audienceSchema = z.object({
  age_min: amount,
  age_max: amount,
  genders: words,
  locations: words,
  languages: words,
  interests: words,
})

export type AudienceValues = z.infer<typeof audienceSchema>

export const typed = (value: number | null | undefined) => (value == null ? '' : String(value))

export const audienceValues = (audience: Audience): AudienceValues => ({
  age_min: typed(audience.age_min),
  age_max: typed(audience.age_max),
  genders: audience.genders ?? [],
  locations: audience.locations ?? [],
  languages: audience.languages ?? [],
  interests: audience.interests ?? [],
})

/** `custom` is kept, for which there is no field. */
export const audienceOf = (values: AudienceValues, custom = '') =>
  ({
    ...values,
    age_min: numberOf(values.age_min),
    age_max: numberOf(values.age_max),
    ...(custom && { custom }),
  }) as NonNullable<CampaignPlan['target_audience']>

/** What `from` says where nothing is said yet. Ages go together: half of a range would not fit the other half. */
export function missingOf(values: AudienceValues, from: Audience): Partial<AudienceValues> {
  const given = audienceValues(from)
  const hasAges = values.age_min !== '' || values.age_max !== ''
  const isMissing = (name: keyof AudienceValues) =>
    given[name].length > 0 && (name.startsWith('age_') ? !hasAges : values[name].length === 0)
  const names = (Object.keys(given) as (keyof AudienceValues)[]).filter(isMissing)
  return Object.fromEntries(names.map(name => [name, given[name]]))
}
