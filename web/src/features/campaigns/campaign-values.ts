import * as z from 'zod/mini'
import type { CampaignDetail, CampaignPlan, Objective } from '@/shared/api/types'
import { amount, numberOf } from '@/shared/form/amount'

export const OBJECTIVES: Objective[] = [
  'brand_awareness',
  'traffic',
  'video_views',
  'lead_generation',
  'app_installs',
  'conversions',
]
export const GENDERS = ['female', 'male'] as const

const words = z.array(z.string())

export const schema = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  description: z.string().check(z.trim(), z.maxLength(5000)),
  objectives: words,
  tags: words,
  budget: amount,
  budget_type: z.enum(['lifetime', 'daily']),
  currency: z.string().check(z.minLength(3)),
  start_date: z.string(),
  end_date: z.string(),
  target_audience: z.object({
    age_min: amount,
    age_max: amount,
    genders: words,
    locations: words,
    languages: words,
    interests: words,
  }),
  ad_account_ids: words,
})

export type CampaignValues = z.infer<typeof schema>

export const emptyValues = (currency: string): CampaignValues => ({
  name: '',
  description: '',
  objectives: [],
  tags: [],
  budget: '',
  budget_type: 'lifetime',
  currency,
  start_date: '',
  end_date: '',
  target_audience: { age_min: '', age_max: '', genders: [], locations: [], languages: [], interests: [] },
  ad_account_ids: [],
})

const typed = (value: number | null | undefined) => (value == null ? '' : String(value))

export function toValues(campaign: CampaignDetail): CampaignValues {
  const { target_audience: audience } = campaign
  return {
    name: campaign.name,
    description: campaign.description,
    objectives: campaign.objectives,
    tags: campaign.tags,
    budget: typed(campaign.budget),
    budget_type: campaign.budget_type,
    currency: campaign.currency,
    start_date: campaign.start_date ?? '',
    end_date: campaign.end_date ?? '',
    target_audience: {
      age_min: typed(audience.age_min),
      age_max: typed(audience.age_max),
      genders: audience.genders ?? [],
      locations: audience.locations ?? [],
      languages: audience.languages ?? [],
      interests: audience.interests ?? [],
    },
    ad_account_ids: campaign.accounts.map(account => account.ad_account_id),
  }
}

/** What may be changed of every campaign. */
const lasting = ({ name, description, objectives, tags }: CampaignValues): CampaignPlan => ({
  name,
  description,
  objectives,
  tags,
})

/** `whole` for a draft: what runs already follows its platform in the rest. `custom` is kept, for which there is no field. */
export function toPlan(values: CampaignValues, { whole = true, custom = '' } = {}): CampaignPlan {
  if (!whole) return lasting(values)
  const { target_audience: audience } = values
  return {
    ...lasting(values),
    budget: numberOf(values.budget),
    budget_type: values.budget_type,
    currency: values.currency,
    start_date: values.start_date || null,
    end_date: values.end_date || null,
    target_audience: {
      ...audience,
      age_min: numberOf(audience.age_min) as number,
      age_max: numberOf(audience.age_max) as number,
      ...(custom && { custom }),
    },
    ad_account_ids: values.ad_account_ids,
  } as CampaignPlan
}

export const isTag = (tag: string) => tag.length <= 50
