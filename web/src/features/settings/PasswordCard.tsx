import { useQueryClient } from '@tanstack/react-query'
import * as z from 'zod/mini'
import type { User } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { FormPasswordField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { ButtonLink, Link } from '@/shared/ui/Link'
import { toast } from '@/shared/ui/toast'
import { changePassword, sessionsQuery } from './api'

const schema = z.object({
  current_password: z.string().check(z.minLength(1)),
  new_password: z.string().check(z.minLength(12)),
})

export function PasswordCard({ me }: { me: User }) {
  return me.has_password ? <ChangePassword email={me.email} /> : <NoPassword email={me.email} />
}

/** Signed in by a provider so far: the first password is set through the mail, which proves the address. */
function NoPassword({ email }: { email: string }) {
  const { t } = useTranslation('settings')
  return (
    <Card
      title={t('password.title')}
      description={t('password.none')}
      footer={
        <ButtonLink to="/forgot-password" search={{ email }} variant="primary">
          {t('password.set')}
        </ButtonLink>
      }
    >
      <p className="text-muted">{t('password.none_help')}</p>
    </Card>
  )
}

function ChangePassword({ email }: { email: string }) {
  const { t } = useTranslation('settings')
  const client = useQueryClient()
  const { form, submit, isSending, error } = useApiForm({
    schema,
    defaultValues: { current_password: '', new_password: '' },
    send: changePassword,
    onDone: ({ ended_sessions }) => {
      form.reset()
      void client.invalidateQueries(sessionsQuery)
      toast('ok', t('password.done', { count: ended_sessions }))
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <Card
        title={t('password.title')}
        description={t('password.lead')}
        footer={
          <Button type="submit" variant="primary" isPending={isSending}>
            {t('password.submit')}
          </Button>
        }
      >
        <div className="flex max-w-md flex-col gap-5">
          <FormError error={error} />
          {/* Password managers file the new password under this name. */}
          <input type="email" autoComplete="username" value={email} readOnly hidden />
          <FormPasswordField
            control={form.control}
            name="current_password"
            autoComplete="current-password"
            label={t('password.current')}
            labelAside={
              <Link
                to="/forgot-password"
                search={{ email }}
                quiet
                className="-my-3 inline-block py-3 text-sm font-medium text-accent-text"
              >
                {t('password.forgot')}
              </Link>
            }
          />
          <FormPasswordField
            control={form.control}
            name="new_password"
            autoComplete="new-password"
            showStrength
            label={t('password.new')}
          />
        </div>
      </Card>
    </form>
  )
}
