import { useQueryClient } from '@tanstack/react-query'
import * as z from 'zod/mini'
import { FormError } from '@/shared/form/FormError'
import { FormPasswordField, FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery, meQuery } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { toast } from '@/shared/ui/toast'
import { disableMfa } from '../api'

const schema = z.object({
  password: z.string().check(z.minLength(1)),
  code: z.string().check(z.trim(), z.minLength(6)),
})

type Props = { isRequired: boolean; onClose: () => void }

export default function DisableMfaDialog({ isRequired, onClose }: Props) {
  const { t } = useTranslation('settings')
  const { t: common } = useTranslation('common')
  const client = useQueryClient()
  const { form, submit, isSending, error } = useApiForm({
    schema,
    defaultValues: { password: '', code: '' },
    send: disableMfa,
    onDone: () => {
      void client.invalidateQueries({ queryKey: meQuery.queryKey })
      void client.invalidateQueries({ queryKey: contextQuery.queryKey })
      toast('info', t('mfa.disabled'))
      onClose()
    },
  })
  return (
    <Dialog isOpen onClose={onClose} title={t('mfa.disable_title')} description={t('mfa.disable_lead')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5 pb-3">
        {isRequired && <Banner tone="warn" title={t('mfa.disable_required')} />}
        <FormError error={error} />
        <FormPasswordField
          control={form.control}
          name="password"
          autoComplete="current-password"
          autoFocus
          label={t('password.yours')}
        />
        <FormTextField
          control={form.control}
          name="code"
          autoComplete="one-time-code"
          ltr
          label={t('mfa.code_or_recovery')}
        />
        <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" variant="danger" isPending={isSending}>
            {t('mfa.disable_confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
