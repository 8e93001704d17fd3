import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { isApiError } from '@/shared/api/error'
import type { CampaignDetail } from '@/shared/api/types'
import { ConflictBanner } from '@/shared/form/ConflictBanner'
import { FormError } from '@/shared/form/FormError'
import { SaveBar } from '@/shared/form/SaveBar'
import { useSavedForm } from '@/shared/form/use-saved-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ButtonLink } from '@/shared/ui/Link'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Skeleton } from '@/shared/ui/Skeleton'
import { toast } from '@/shared/ui/toast'
import { campaignQuery, campaignsKey, updateCampaign } from './api'
import { CampaignFields } from './CampaignFields'
import { type CampaignValues, schema, toPlan, toValues } from './campaign-values'
import { FormFoot } from './FormFoot'
import { rightsOf } from './rights'
import { useBeginAt } from './use-begin-at'
import { useFieldLabels } from './use-field-labels'

/** `field` is where to begin. */
export function EditCampaignPage({ id, field }: { id: string; field: string | undefined }) {
  const { t } = useTranslation('campaigns')
  const { data, error, refetch } = useQuery(campaignQuery(useOrgId(), id))
  const isGone = isApiError(error, 'not_found')
  return (
    <>
      <PageHeader
        title={t('edit.title')}
        trail={[
          { label: t('title'), to: '/campaigns' },
          ...(data ? [{ label: data.name, to: `/campaigns/${id}` }] : []),
        ]}
      />
      <Guard need="campaigns.update">
        {data ? (
          <Loaded campaign={data} field={field} />
        ) : error ? (
          <Card>
            <ErrorState
              error={error}
              title={isGone ? t('gone') : undefined}
              onRetry={isGone ? undefined : refetch}
              action={<ButtonLink to="/campaigns">{t('to_all')}</ButtonLink>}
            />
          </Card>
        ) : (
          <Skeleton className="h-96 w-full max-w-4xl rounded-lg" />
        )}
      </Guard>
    </>
  )
}

type LoadedProps = { campaign: CampaignDetail; field: string | undefined }

function Loaded({ campaign, field }: LoadedProps) {
  const { t } = useTranslation('campaigns')
  if (rightsOf(campaign, useCan()).edit) return <EditForm campaign={campaign} field={field} />
  return (
    <Banner
      title={t(campaign.status === 'archived' ? 'edit.archived' : 'edit.live_only')}
      actions={
        <ButtonLink size="sm" to="/campaigns/$campaignId" params={{ campaignId: campaign.id }}>
          {t('edit.back')}
        </ButtonLink>
      }
    />
  )
}

function EditForm({ campaign, field }: LoadedProps) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const client = useQueryClient()
  const navigate = useNavigate()
  const org = useOrgId()
  const [isSaved, setSaved] = useState(false)
  const isDraft = campaign.status === 'draft'
  const query = campaignQuery(org, campaign.id)
  const { form, submit, isSending, error, isDirty, discard, conflict } = useSavedForm<
    CampaignValues,
    CampaignDetail
  >({
    draft: `campaign.${campaign.id}`,
    schema,
    entity: campaign,
    toValues,
    save: (values, version) =>
      updateCampaign(
        org,
        campaign.id,
        version,
        toPlan(values, { whole: isDraft, custom: campaign.target_audience.custom }),
      ),
    reload: () => client.fetchQuery({ ...query, staleTime: 0 }),
    onSaved: saved => {
      client.setQueryData(query.queryKey, saved)
      void client.invalidateQueries({ queryKey: campaignsKey(org) })
      toast('ok', common('save.saved'))
      setSaved(true)
    },
  })
  // After the form has forgotten its changes: it would ask whether to leave them behind.
  useEffect(() => {
    if (isSaved) void navigate({ to: '/campaigns/$campaignId', params: { campaignId: campaign.id } })
  }, [isSaved, navigate, campaign.id])
  const labels = useFieldLabels()
  const place = useBeginAt(field)
  return (
    <form ref={place} onSubmit={submit} noValidate className="flex max-w-4xl flex-col gap-6">
      <FormError error={error} />
      <ConflictBanner conflict={conflict} labels={labels} />
      {!isDraft && <Banner title={t('edit.running')}>{t('edit.running_body')}</Banner>}
      <CampaignFields form={form} isWhole={isDraft} />
      <FormFoot>
        <SaveBar isDirty={isDirty} isSending={isSending} discard={discard} />
      </FormFoot>
    </form>
  )
}
