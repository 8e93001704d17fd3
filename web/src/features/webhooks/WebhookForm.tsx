import { useQueryClient } from '@tanstack/react-query'
import { Controller } from 'react-hook-form'
import * as z from 'zod/mini'
import type { NewWebhook, Webhook } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { createWebhook, updateWebhook, webhooksKey } from './api'
import { EventPicker } from './EventPicker'
import type { NewSecret } from './WebhookSecret'

const schema = z.object({
  url: z.string().check(z.trim(), z.minLength(1), z.maxLength(2048)),
  description: z.string().check(z.trim(), z.maxLength(200)),
  events: z.nullable(z.array(z.string()).check(z.minLength(1))),
  secret: z.string().check(z.trim(), z.maxLength(128)),
})

type Values = z.infer<typeof schema>

type Props = {
  /** The one to change; without it, a new one. */
  webhook?: Webhook
  onClose: () => void
  onCreated?: (secret: NewSecret) => void
}

export default function WebhookForm({ webhook, onClose, onCreated }: Props) {
  const { t } = useTranslation('webhooks')
  const { t: common } = useTranslation('common')
  const client = useQueryClient()
  const org = useOrgId()
  const { form, submit, isSending, error } = useApiForm<Values, Webhook | NewWebhook>({
    schema,
    defaultValues: {
      url: webhook?.url ?? '',
      description: webhook?.description ?? '',
      events: webhook?.events ?? null,
      secret: '',
    },
    send: ({ secret, ...values }) =>
      webhook
        ? updateWebhook(org, webhook, values)
        : createWebhook(org, secret ? { ...values, secret } : values),
    onDone: result => {
      void client.invalidateQueries({ queryKey: webhooksKey(org) })
      onClose()
      if ('secret' in result) onCreated?.({ secret: result.secret })
    },
  })
  return (
    <Dialog isOpen onClose={onClose} size="md" title={t(webhook ? 'edit.title' : 'create.title')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-6">
        <FormError error={error} />
        <FormTextField
          control={form.control}
          name="url"
          type="url"
          ltr
          label={t('field.url')}
          description={t('field.url_hint')}
          autoComplete="off"
          autoFocus
        />
        <FormTextField
          control={form.control}
          name="description"
          label={t('field.description')}
          description={t('field.description_hint')}
          maxLength={200}
          autoComplete="off"
        />
        <Controller
          control={form.control}
          name="events"
          render={({ field, fieldState }) => (
            <EventPicker
              value={field.value}
              onChange={field.onChange}
              errorMessage={fieldState.error && t('events.required')}
            />
          )}
        />
        {!webhook && (
          <FormTextField
            control={form.control}
            name="secret"
            ltr
            label={t('field.secret')}
            description={t('field.secret_hint')}
            autoComplete="off"
          />
        )}
        <div className="flex flex-col-reverse gap-2 pb-2 sm:flex-row sm:justify-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" variant="primary" isPending={isSending}>
            {webhook ? common('save.save') : t('create.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
