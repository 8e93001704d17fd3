import { useQueryClient } from '@tanstack/react-query'
import * as z from 'zod/mini'
import type { Spending } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { toast } from '@/shared/ui/toast'
import { spendingQuery, stopSpending } from './api'

const schema = z.object({ note: z.string().check(z.trim(), z.maxLength(500)) })
type Values = z.infer<typeof schema>

/** What happens, and why it has to be. */
export default function StopDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('spending')
  const { t: common } = useTranslation('common')
  const client = useQueryClient()
  const org = useOrgId()
  const { form, submit, isSending, error } = useApiForm<Values, Spending>({
    schema,
    defaultValues: { note: '' },
    send: ({ note }) => stopSpending(org, note),
    onDone: spending => {
      client.setQueryData(spendingQuery(org).queryKey, spending)
      void client.invalidateQueries({ queryKey: ['org', org] })
      void client.invalidateQueries({ queryKey: contextQuery.queryKey })
      toast('ok', t('told.stopped'))
      onClose()
    },
  })
  return (
    <Dialog isOpen onClose={onClose} role="alertdialog" title={t('stop.title')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <FormError error={error} />
        <ul className="flex list-disc flex-col gap-1.5 ps-5 text-muted marker:text-faint">
          <li>{t('stop.pauses')}</li>
          <li>{t('stop.blocks')}</li>
          <li>{t('stop.release')}</li>
        </ul>
        <FormTextField
          control={form.control}
          name="note"
          rows={3}
          maxLength={500}
          autoFocus
          label={t('stop.note')}
          description={t('stop.note_hint')}
        />
        <div className="flex flex-col-reverse gap-2 pb-2 sm:flex-row sm:justify-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" variant="danger" isPending={isSending}>
            {t('stop.confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
