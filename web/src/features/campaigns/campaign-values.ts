import * as z from 'zod/mini'
import type { CampaignDetail, CampaignPlan, Objective } from '@/shared/api/types'
import { amount, numberOf } from '@/shared/form/amount'
import { audienceOf, audienceSchema, audienceValues, typed } from './audience-values'

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
  persona_id: z.nullable(z.string()),
  team_ids: words,
  target_audience: audienceSchema,
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
  persona_id: null,
  team_ids: [],
  target_audience: audienceValues({}),
  ad_account_ids: [],
})

export function toValues(campaign: CampaignDetail): CampaignValues {
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
    persona_id: campaign.persona?.id ?? null,
    team_ids: campaign.team.map(({ id }) => id),
    target_audience: audienceValues(campaign.target_audience),
    ad_account_ids: campaign.accounts.map(account => account.ad_account_id),
  }
}

/** What may be changed of every campaign. */
const lasting = (values: CampaignValues): CampaignPlan => ({
  name: values.name,
  description: values.description,
  objectives: values.objectives,
  tags: values.tags,
  persona_id: values.persona_id,
  team_ids: values.team_ids,
})

/** `whole` for a draft: what runs already follows its platform in the rest. `custom` is kept, for which there is no field. */
export function toPlan(values: CampaignValues, { whole = true, custom = '' } = {}): CampaignPlan {
  if (!whole) return lasting(values)
  return {
    ...lasting(values),
    budget: numberOf(values.budget),
    budget_type: values.budget_type,
    currency: values.currency,
    start_date: values.start_date || null,
    end_date: values.end_date || null,
    target_audience: audienceOf(values.target_audience, custom),
    ad_account_ids: values.ad_account_ids,
  } as CampaignPlan
}

export const isTag = (tag: string) => tag.length <= 50
