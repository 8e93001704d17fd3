import { useQueryClient } from '@tanstack/react-query'
import type { CampaignDetail } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { useApiForm } from '@/shared/form/use-api-form'
import { forgetDraft, useDraft } from '@/shared/form/use-draft'
import { useContextOrg, useOrgId } from '@/shared/session/queries'
import { campaignQuery, campaignsKey, createCampaign } from '../api'
import { type CampaignValues, emptyValues, schema, toPlan } from '../campaign-values'
import { StepFields } from './StepFields'
import { partOf } from './steps'
import { WizardFoot } from './WizardFoot'

/** The first answer makes the draft. */
export function FirstStep({ onMade }: { onMade: (campaign: CampaignDetail) => void }) {
  const client = useQueryClient()
  const org = useOrgId()
  const draft = `campaign.wizard.${org}`
  const currency = useContextOrg()?.currency ?? 'SAR'
  const { form, submit, isSending, error } = useApiForm<CampaignValues, CampaignDetail>({
    schema,
    defaultValues: emptyValues(currency),
    send: values => createCampaign(org, { ...partOf(toPlan(values), 'basics'), currency }),
    onDone: (campaign, values) => {
      form.reset(values)
      forgetDraft(draft)
      client.setQueryData(campaignQuery(org, campaign.id).queryKey, campaign)
      void client.invalidateQueries({ queryKey: campaignsKey(org) })
      onMade(campaign)
    },
  })
  useDraft(form, draft)
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-6">
      <FormError error={error} />
      <StepFields step="basics" form={form} />
      <WizardFoot onBack={undefined} isSending={isSending} isDirty={form.formState.isDirty} isSaved={false} />
    </form>
  )
}
