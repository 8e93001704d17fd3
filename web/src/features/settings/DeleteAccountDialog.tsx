import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import * as z from 'zod/mini'
import { FormError } from '@/shared/form/FormError'
import { FormPasswordField, FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { signedOut } from '@/shared/session/session'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { ButtonLink } from '@/shared/ui/Link'
import { toast } from '@/shared/ui/toast'
import { deleteMe } from './api'

const schema = z.object({ typed: z.string(), password: z.string().check(z.minLength(1)) })

/** Typing the address slows the hand down, the password proves whose it is. */
export function DeleteAccountDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const { t } = useTranslation('settings')
  const { t: common } = useTranslation('common')
  const client = useQueryClient()
  const navigate = useNavigate()
  const { form, submit, isSending, error } = useApiForm({
    schema,
    defaultValues: { typed: '', password: '' },
    send: ({ password }) => deleteMe(password),
    onDone: async () => {
      signedOut({ tellOthers: true })
      await navigate({ to: '/sign-in', ignoreBlocker: true })
      client.clear()
      toast('info', t('data.deleted'))
    },
  })
  const matches = form.watch('typed').trim().toLowerCase() === email.toLowerCase()
  return (
    <Dialog isOpen role="alertdialog" onClose={onClose} title={t('data.ask_title')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5 pb-3">
        <div className="text-muted">
          <p>{t('data.ask')}</p>
          <p className="mt-2">{t('data.ask_orgs')}</p>
        </div>
        <FormError error={error}>
          {error?.code === 'conflict' && (
            <ButtonLink to="/team" size="sm" className="mt-2">
              {t('data.to_team')}
            </ButtonLink>
          )}
        </FormError>
        <FormTextField
          control={form.control}
          name="typed"
          autoComplete="off"
          autoFocus
          ltr
          label={common('confirm.type', { text: `\u2068${email}\u2069` })}
        />
        <FormPasswordField
          control={form.control}
          name="password"
          autoComplete="current-password"
          label={t('password.yours')}
        />
        <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" variant="danger" isPending={isSending} isDisabled={!matches}>
            {t('data.confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
