import { useQueryClient } from '@tanstack/react-query'
import * as z from 'zod/mini'
import type { SpendApproval } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { toast } from '@/shared/ui/toast'
import { reject } from './api'

const schema = z.object({ note: z.string().check(z.trim(), z.maxLength(500)) })
type Values = z.infer<typeof schema>

type Props = { approval: SpendApproval; onClose: () => void }

export default function RejectDialog({ approval, onClose }: Props) {
  const { t } = useTranslation('shared/spending')
  const { t: common } = useTranslation('common')
  const client = useQueryClient()
  const org = useOrgId()
  const { form, submit, isSending, error } = useApiForm<Values, SpendApproval>({
    schema,
    defaultValues: { note: '' },
    send: ({ note }) => reject(org, approval, note),
    onDone: () => {
      void client.invalidateQueries({ queryKey: ['org', org] })
      toast('ok', t('told.rejected'))
      onClose()
    },
  })
  return (
    <Dialog isOpen onClose={onClose} title={t('reject.title')} description={t('reject.lead')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <FormError error={error} />
        <FormTextField
          control={form.control}
          name="note"
          rows={3}
          maxLength={500}
          autoFocus
          label={t('reject.note')}
          description={t('reject.note_hint')}
        />
        <div className="flex flex-col-reverse gap-2 pb-2 sm:flex-row sm:justify-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" variant="danger" isPending={isSending}>
            {t('reject.confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
