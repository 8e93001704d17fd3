import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import * as z from 'zod/mini'
import type { Campaign, CampaignDetail } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { toast } from '@/shared/ui/toast'
import { campaignsKey, duplicateCampaign } from './api'

const schema = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  start_date: z.string(),
  end_date: z.string(),
})
type Values = z.infer<typeof schema>

type Props = { campaign: Campaign; onClose: () => void }

/** A draft with the same plan, a name of its own and days of its own. */
export default function DuplicateDialog({ campaign, onClose }: Props) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const client = useQueryClient()
  const navigate = useNavigate()
  const org = useOrgId()
  const { form, submit, isSending, error } = useApiForm<Values, CampaignDetail>({
    schema,
    defaultValues: {
      name: t('duplicate.name', { name: campaign.name }).slice(0, 200),
      start_date: '',
      end_date: '',
    },
    send: ({ name, start_date, end_date }) =>
      duplicateCampaign(org, campaign, {
        name,
        ...(start_date && { start_date }),
        ...(end_date && { end_date }),
      }),
    onDone: copy => {
      void client.invalidateQueries({ queryKey: campaignsKey(org) })
      toast('ok', t('told.duplicated', { name: copy.name }))
      onClose()
      void navigate({ to: '/campaigns/$campaignId', params: { campaignId: copy.id } })
    },
  })
  return (
    <Dialog isOpen size="md" onClose={onClose} title={t('duplicate.title')} description={t('duplicate.body')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <FormError error={error} />
        <FormTextField
          control={form.control}
          name="name"
          label={t('field.name')}
          maxLength={200}
          autoComplete="off"
          autoFocus
        />
        <div className="grid gap-5 sm:grid-cols-2">
          <FormTextField control={form.control} name="start_date" type="date" label={t('field.start_date')} />
          <FormTextField control={form.control} name="end_date" type="date" label={t('field.end_date')} />
        </div>
        <div className="flex flex-col-reverse gap-2 pb-2 sm:flex-row sm:justify-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" variant="primary" isPending={isSending}>
            {t('duplicate.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
