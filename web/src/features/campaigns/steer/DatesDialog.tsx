import { useQueryClient } from '@tanstack/react-query'
import * as z from 'zod/mini'
import type { Campaign } from '@/shared/api/types'
import { DatesChange } from '@/shared/campaigns/DatesChange'
import { FormError } from '@/shared/form/FormError'
import { FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { todayIn } from '@/shared/metrics/period'
import { useContextOrg, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { toast } from '@/shared/ui/toast'
import { campaignQuery, campaignsKey } from '../api'
import { changeDates } from './api'

const schema = z.object({ start_date: z.string(), end_date: z.string() })
type Values = z.infer<typeof schema>
type Changed = Awaited<ReturnType<typeof changeDates>>

type Props = { campaign: Campaign; onClose: () => void }

/** Other days for what was launched: the first one until it has begun, the last one as long as it goes on. */
export default function DatesDialog({ campaign, onClose }: Props) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const client = useQueryClient()
  const org = useOrgId()
  const today = todayIn(useContextOrg()?.time_zone)
  const before = { start_date: campaign.start_date ?? '', end_date: campaign.end_date ?? '' }
  const hasBegun = before.start_date <= today
  const { form, submit, isSending, error } = useApiForm<Values, Changed>({
    schema,
    defaultValues: before,
    send: ({ start_date, end_date }) =>
      changeDates(org, campaign, {
        ...(!hasBegun && { start_date: start_date || null }),
        end_date: end_date || null,
      }),
    onDone: ({ data, waits }) => {
      client.setQueryData(campaignQuery(org, campaign.id).queryKey, data)
      void client.invalidateQueries({ queryKey: campaignsKey(org) })
      if (waits === undefined) toast('ok', t('told.dates', { name: campaign.name }))
      else toast('info', waits)
      onClose()
    },
  })
  const after = form.watch()
  const isSame = after.start_date === before.start_date && after.end_date === before.end_date
  return (
    <Dialog isOpen onClose={onClose} title={t('dates_dialog.title')} description={t('dates_dialog.lead')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <FormError error={error} />
        <div className="grid gap-5 sm:grid-cols-2">
          <FormTextField
            control={form.control}
            name="start_date"
            type="date"
            isDisabled={hasBegun}
            label={t('field.start_date')}
            description={hasBegun ? t('dates_dialog.begun') : undefined}
          />
          <FormTextField
            control={form.control}
            name="end_date"
            type="date"
            autoFocus
            label={t('field.end_date')}
            description={campaign.budget_type === 'daily' ? t('dates_dialog.no_end') : undefined}
          />
        </div>
        <p aria-live="polite" className="rounded-md bg-sunken/60 px-4 py-3">
          <DatesChange before={before} after={after} />
        </p>
        <div className="flex flex-col-reverse gap-2 pb-2 sm:flex-row sm:justify-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" variant="primary" isPending={isSending} isDisabled={isSame}>
            {t('dates_dialog.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
