import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { CampaignDetail } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { useApiForm } from '@/shared/form/use-api-form'
import { forgetDraft, useDraft } from '@/shared/form/use-draft'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { useContextOrg, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { ButtonLink, Link } from '@/shared/ui/Link'
import { PageHeader } from '@/shared/ui/PageHeader'
import { toast } from '@/shared/ui/toast'
import { campaignsKey, createCampaign } from './api'
import { CampaignFields } from './CampaignFields'
import { type CampaignValues, emptyValues, schema, toPlan } from './campaign-values'
import { FormFoot } from './FormFoot'

export function NewCampaignPage() {
  const { t } = useTranslation('campaigns')
  return (
    <>
      <PageHeader
        title={t('create.title')}
        description={t('create.lead')}
        trail={[{ label: t('title'), to: '/campaigns' }]}
        actions={<Link to="/campaigns/wizard">{t('wizard.simple')}</Link>}
      />
      <Guard need="campaigns.create">
        <NewCampaign />
      </Guard>
    </>
  )
}

function NewCampaign() {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const client = useQueryClient()
  const navigate = useNavigate()
  const org = useOrgId()
  const draft = `campaign.new.${org}`
  const nothing = emptyValues(useContextOrg()?.currency ?? 'SAR')
  const { form, submit, isSending, error } = useApiForm<CampaignValues, CampaignDetail>({
    schema,
    defaultValues: nothing,
    send: values => createCampaign(org, toPlan(values)),
    onDone: (campaign, values) => {
      form.reset(values)
      forgetDraft(draft)
      void client.invalidateQueries({ queryKey: campaignsKey(org) })
      toast('ok', t('told.created', { name: campaign.name }))
      void navigate({ to: '/campaigns/$campaignId', params: { campaignId: campaign.id } })
    },
  })
  useDraft(form, draft)
  return (
    <form onSubmit={submit} noValidate className="flex max-w-4xl flex-col gap-6">
      <FormError error={error} />
      <CampaignFields form={form} isWhole />
      <FormFoot>
        <p role="status" className="me-auto text-sm text-muted">
          {form.formState.isDirty && t('form.kept')}
        </p>
        {form.formState.isDirty ? (
          <Button variant="ghost" onPress={() => form.reset(nothing)} isDisabled={isSending}>
            {common('save.discard')}
          </Button>
        ) : (
          <ButtonLink to="/campaigns" variant="ghost">
            {common('action.cancel')}
          </ButtonLink>
        )}
        <Button type="submit" variant="primary" isPending={isSending}>
          {t('create.submit')}
        </Button>
      </FormFoot>
    </form>
  )
}
