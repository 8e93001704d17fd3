import type { CampaignDetail, CampaignPlan, LaunchPlan } from '@/shared/api/types'

export const STEPS = ['basics', 'audience', 'platforms', 'goal', 'review'] as const
export type Step = (typeof STEPS)[number]

/** What is asked in each. */
const FIELDS = {
  basics: ['name', 'description', 'tags', 'team_ids'],
  audience: ['persona_id', 'target_audience'],
  platforms: ['ad_account_ids'],
  goal: ['objectives', 'budget', 'budget_type', 'currency', 'start_date', 'end_date'],
  review: [],
} as const satisfies Record<Step, (keyof CampaignPlan)[]>

export const isStep = (word: string | undefined): word is Step => STEPS.some(step => step === word)

const fieldsOf = (step: Step): readonly (keyof CampaignPlan)[] => FIELDS[step]

/** The step that asks for a field. */
export const stepOf = (field: LaunchPlan['missing'][number]['field']): Step =>
  STEPS.find(step => fieldsOf(step).some(name => field === name || field.startsWith(`${name}.`))) ?? 'basics'

export const after = (step: Step): Step => STEPS[STEPS.indexOf(step) + 1] ?? 'review'
export const before = (step: Step): Step | undefined => STEPS[STEPS.indexOf(step) - 1]

/** Only what a step asks: the others may have been changed elsewhere meanwhile. */
export function partOf(plan: CampaignPlan, step: Step): CampaignPlan {
  const fields: readonly string[] = fieldsOf(step)
  return Object.fromEntries(Object.entries(plan).filter(([name]) => fields.includes(name)))
}

/** Whether a step has its answer. An audience is everybody of its countries unless somebody says otherwise. */
export function isAnswered(step: Step, campaign: CampaignDetail | undefined): boolean {
  if (!campaign) return false
  if (step === 'audience') return !!campaign.target_audience.locations?.length
  if (step === 'platforms') return campaign.accounts.length > 0
  if (step === 'goal')
    return campaign.objectives.length > 0 && campaign.budget !== null && campaign.start_date !== null
  return step !== 'review'
}
