import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Controller } from 'react-hook-form'
import * as z from 'zod/mini'
import { ScopePicker } from '@/shared/access/ScopePicker'
import { readOnly } from '@/shared/access/scopes'
import type { NewOAuthApp, OAuthApp } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { RadioGroup } from '@/shared/ui/RadioGroup'
import { toast } from '@/shared/ui/toast'
import type { Secret } from './AppSecret'
import { appsKey, createApp, updateApp } from './api'
import { RedirectUris } from './RedirectUris'
import { isRedirectUri } from './redirect-uri'

const schema = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
  kind: z.enum(['confidential', 'public']),
  redirect_uris: z.array(z.string()).check(
    z.minLength(1),
    z.refine(uris => uris.every(isRedirectUri)),
  ),
  scopes: z.array(z.string()).check(z.minLength(1)),
})

type Props = {
  /** The one to change; without it, a new one. */
  app?: OAuthApp
  onClose: () => void
  onCreated?: (secret: Secret) => void
}

export default function AppForm({ app, onClose, onCreated }: Props) {
  const { t } = useTranslation('apps')
  const { t: common } = useTranslation('common')
  const { t: access } = useTranslation('shared/access')
  const client = useQueryClient()
  const org = useOrgId()
  const held = useQuery(contextQuery).data?.permissions ?? []
  const { form, submit, isSending, error } = useApiForm<z.infer<typeof schema>, OAuthApp | NewOAuthApp>({
    schema,
    defaultValues: {
      name: app?.name ?? '',
      kind: app && !app.confidential ? 'public' : 'confidential',
      redirect_uris: app?.redirect_uris ?? [''],
      scopes: app?.scopes ?? readOnly(held),
    },
    fields: { confidential: 'kind' },
    send: ({ kind, ...values }) =>
      app
        ? updateApp(org, app, values)
        : createApp(org, { ...values, confidential: kind === 'confidential' }),
    onDone: result => {
      void client.invalidateQueries({ queryKey: appsKey(org) })
      onClose()
      if ('client_secret' in result && result.client_secret)
        onCreated?.({ clientId: result.client_id, clientSecret: result.client_secret })
      else toast('ok', t('told.saved', { name: result.name }))
    },
  })
  return (
    <Dialog isOpen onClose={onClose} size="md" title={t(app ? 'edit.title' : 'create.title')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-6">
        <FormError error={error} />
        <FormTextField
          control={form.control}
          name="name"
          label={t('field.name')}
          description={t('field.name_hint')}
          maxLength={100}
          autoComplete="off"
          autoFocus
        />
        {!app && (
          <Controller
            control={form.control}
            name="kind"
            render={({ field }) => (
              <RadioGroup
                label={t('column.kind')}
                columns={2}
                value={field.value}
                onChange={field.onChange}
                options={(['confidential', 'public'] as const).map(id => ({
                  id,
                  label: t(`kind.${id}`),
                  hint: t(`kind.${id}_hint`),
                }))}
              />
            )}
          />
        )}
        <Controller
          control={form.control}
          name="redirect_uris"
          render={({ field, fieldState, formState }) => (
            <RedirectUris
              value={field.value}
              onChange={field.onChange}
              showErrors={fieldState.invalid || formState.isSubmitted}
              serverError={fieldState.error?.type === 'server' ? fieldState.error.message : undefined}
            />
          )}
        />
        <Controller
          control={form.control}
          name="scopes"
          render={({ field, fieldState }) => (
            <ScopePicker
              value={field.value}
              onChange={field.onChange}
              errorMessage={fieldState.error && access('scopes.required')}
            />
          )}
        />
        <div className="flex flex-col-reverse gap-2 pb-2 sm:flex-row sm:justify-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" variant="primary" isPending={isSending}>
            {app ? common('save.save') : t('create.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
