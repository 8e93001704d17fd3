import { useQueryClient } from '@tanstack/react-query'
import * as z from 'zod/mini'
import type { Me } from '@/shared/api/types'
import { ConflictBanner } from '@/shared/form/ConflictBanner'
import { FormZoneField } from '@/shared/form/choice-fields'
import { FormError } from '@/shared/form/FormError'
import { FormPasswordField, FormTextField } from '@/shared/form/fields'
import { SaveBar } from '@/shared/form/SaveBar'
import { useSavedForm } from '@/shared/form/use-saved-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { meQuery } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Card } from '@/shared/ui/Card'
import { ButtonLink } from '@/shared/ui/Link'
import { toast } from '@/shared/ui/toast'
import { saveProfile } from './api'

const schema = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
  email: z.email(),
  current_password: z.string(),
  time_zone: z.string().check(z.minLength(1)),
})
type Values = z.infer<typeof schema>

const toValues = ({ name, email, time_zone }: Me): Values => ({
  name,
  email,
  time_zone,
  current_password: '',
})

const isSame = (a: string, b: string) => a.trim().toLowerCase() === b.toLowerCase()

export function ProfileForm({ me }: { me: Me }) {
  const { t } = useTranslation('settings')
  const { t: common } = useTranslation('common')
  const client = useQueryClient()
  const { form, submit, isSending, error, isDirty, discard, conflict } = useSavedForm<Values, Me>({
    draft: 'profile',
    secret: 'current_password',
    schema,
    entity: me,
    toValues,
    save: async ({ email, current_password, ...values }, version) => {
      const now = client.getQueryData(meQuery.queryKey) ?? me
      const isNew = !isSame(email, now.email)
      const body = {
        ...values,
        locale: now.locale,
        theme: now.theme,
        ...(isNew && { email, current_password }),
      }
      return saveProfile(body, version)
    },
    reload: () => client.fetchQuery({ ...meQuery, staleTime: 0 }),
    onSaved: user => {
      client.setQueryData(meQuery.queryKey, user)
      toast('ok', common('save.saved'))
    },
  })
  const labels = { name: t('profile.name'), email: t('profile.email'), time_zone: t('profile.time_zone') }
  const isMoving = !isSame(form.watch('email'), me.email)
  return (
    <form onSubmit={submit} noValidate>
      <Card
        title={t('profile.about')}
        footer={<SaveBar isDirty={isDirty} isSending={isSending} discard={discard} />}
      >
        <div className="flex flex-col gap-5">
          <FormError error={error} />
          <ConflictBanner conflict={conflict} labels={labels} />
          <FormTextField control={form.control} name="name" autoComplete="name" label={labels.name} />
          <FormTextField
            control={form.control}
            name="email"
            type="email"
            autoComplete="email"
            ltr
            label={labels.email}
            description={t('profile.email_hint')}
          />
          {isMoving && !me.has_password && (
            <Banner
              tone="warn"
              title={t('password.none')}
              actions={
                <ButtonLink to="/forgot-password" search={{ email: me.email }} size="sm">
                  {t('password.set')}
                </ButtonLink>
              }
            >
              {t('password.none_move')}
            </Banner>
          )}
          {isMoving && me.has_password && (
            <FormPasswordField
              control={form.control}
              name="current_password"
              autoComplete="current-password"
              label={t('password.current')}
              description={t('profile.password_hint')}
            />
          )}
          {me.pending_email && (
            <Banner title={t('profile.email_pending', { email: `\u2068${me.pending_email}\u2069` })}>
              {t('profile.email_pending_help')}
            </Banner>
          )}
          <FormZoneField
            control={form.control}
            name="time_zone"
            label={labels.time_zone}
            description={t('profile.time_zone_hint')}
          />
        </div>
      </Card>
    </form>
  )
}
