import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { CampaignDetail } from '@/shared/api/types'
import { ConflictBanner } from '@/shared/form/ConflictBanner'
import { FormError } from '@/shared/form/FormError'
import { useSavedForm } from '@/shared/form/use-saved-form'
import { useOrgId } from '@/shared/session/queries'
import { campaignQuery, campaignsKey, updateCampaign } from '../api'
import { type CampaignValues, schema, toPlan, toValues } from '../campaign-values'
import { useFieldLabels } from '../use-field-labels'
import { StepFields } from './StepFields'
import { after, before, partOf, STEPS, type Step } from './steps'
import { WizardFoot } from './WizardFoot'
import { WizardRail } from './WizardRail'

type Props = {
  campaign: CampaignDetail
  step: Exclude<Step, 'review'>
  onGo: (step: Step) => void
}

/** A step of a draft. Leaving it saves it; what cannot be saved yet stays in this tab when somebody goes back. */
export function NextStep({ campaign, step, onGo }: Props) {
  const client = useQueryClient()
  const org = useOrgId()
  const query = campaignQuery(org, campaign.id)
  const target = useRef<Step>(after(step))
  const [isLeaving, setLeaving] = useState(false)
  const { form, submit, isSending, error, isDirty, conflict } = useSavedForm<CampaignValues, CampaignDetail>({
    draft: `campaign.${campaign.id}.${step}`,
    schema,
    entity: campaign,
    toValues,
    save: (values, version) =>
      updateCampaign(
        org,
        campaign.id,
        version,
        partOf(toPlan(values, { custom: campaign.target_audience.custom }), step),
      ),
    reload: () => client.fetchQuery({ ...query, staleTime: 0 }),
    onSaved: saved => {
      client.setQueryData(query.queryKey, saved)
      void client.invalidateQueries({ queryKey: campaignsKey(org) })
      setLeaving(true)
    },
  })
  // After the form has forgotten its changes: the next step would begin with them.
  useEffect(() => {
    if (isLeaving) onGo(target.current)
  }, [isLeaving, onGo])
  const labels = useFieldLabels()
  const go = async (to: Step) => {
    if (!isDirty) return onGo(to)
    target.current = to
    const isBack = STEPS.indexOf(to) < STEPS.indexOf(step)
    if (isBack && !(await form.trigger())) return onGo(to)
    await submit()
  }
  const back = before(step)
  return (
    <>
      <WizardRail step={step} campaign={campaign} onGo={to => void go(to)} />
      <form
        noValidate
        className="flex flex-col gap-6"
        onSubmit={event => {
          event.preventDefault()
          void go(after(step))
        }}
      >
        <FormError error={error} />
        <ConflictBanner conflict={conflict} labels={labels} />
        <StepFields step={step} form={form} />
        <WizardFoot onBack={back && (() => void go(back))} isSending={isSending} isDirty={isDirty} isSaved />
      </form>
    </>
  )
}
