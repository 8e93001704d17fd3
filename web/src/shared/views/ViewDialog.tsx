import * as z from 'zod/mini'
import type { SavedView } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { FormCheckbox, FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { toast } from '@/shared/ui/toast'
import { createView, type Kept, updateView, type ViewPage } from './api'

const MOST = 80
const schema = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(MOST)),
  is_shared: z.boolean(),
})
type Values = z.infer<typeof schema>

type Props = {
  page: ViewPage
  kept: Kept
  /** The one that gets another name; without it a new one is made. */
  view: SavedView | undefined
  mayShare: boolean
  onDone: (view: SavedView) => void
  onClose: () => void
}

export default function ViewDialog({ page, kept, view, mayShare, onDone, onClose }: Props) {
  const { t } = useTranslation('shared/views')
  const { t: common } = useTranslation('common')
  const org = useOrgId()
  const { form, submit, isSending, error } = useApiForm<Values, SavedView>({
    schema,
    defaultValues: { name: view?.name ?? '', is_shared: false },
    send: ({ name, is_shared }) =>
      view ? updateView(org, view, { name }) : createView(org, { page, name, is_shared, ...kept }),
    onDone: saved => {
      toast('ok', t('told.saved', { name: saved.name }))
      onDone(saved)
      onClose()
    },
  })
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t(view ? 'dialog.rename' : 'dialog.new')}
      description={view ? undefined : t('dialog.lead')}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <FormError error={error} />
        <FormTextField
          control={form.control}
          name="name"
          label={t('dialog.name')}
          maxLength={MOST}
          autoComplete="off"
          autoFocus
        />
        {!view && mayShare && (
          <FormCheckbox control={form.control} name="is_shared">
            {t('dialog.share')}
          </FormCheckbox>
        )}
        <div className="flex flex-col-reverse gap-2 pb-2 sm:flex-row sm:justify-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" variant="primary" isPending={isSending}>
            {t('dialog.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
