import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Controller } from 'react-hook-form'
import * as z from 'zod/mini'
import { ScopePicker } from '@/shared/access/ScopePicker'
import { readOnly } from '@/shared/access/scopes'
import type { ApiKey, NewApiKey } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { createKey, keysKey, updateKey } from './api'
import { ExpiryField, type KeyFormValues } from './ExpiryField'
import { expiryOf, PRESETS } from './expiry'

const schema = z
  .object({
    name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
    scopes: z.array(z.string()).check(z.minLength(1)),
    preset: z.enum(PRESETS),
    date: z.string(),
  })
  .check(z.refine(({ preset, date }) => preset !== 'date' || date !== '', { path: ['date'] }))

type Props = {
  /** The one to change; without it, a new one. */
  apiKey?: ApiKey
  onClose: () => void
  onCreated?: (secret: string) => void
}

export default function KeyForm({ apiKey, onClose, onCreated }: Props) {
  const { t } = useTranslation('keys')
  const { t: common } = useTranslation('common')
  const { t: access } = useTranslation('shared/access')
  const client = useQueryClient()
  const org = useOrgId()
  const held = useQuery(contextQuery).data?.permissions ?? []
  const expires = apiKey?.expires_at
  const { form, submit, isSending, error } = useApiForm<KeyFormValues, ApiKey | NewApiKey>({
    schema,
    defaultValues: {
      name: apiKey?.name ?? '',
      scopes: apiKey?.scopes ?? readOnly(held),
      preset: apiKey ? (expires ? 'date' : 'never') : '90',
      date: expires?.slice(0, 10) ?? '',
    },
    fields: { expires_at: 'date' },
    send: ({ name, scopes, preset, date }) => {
      const body = { name, scopes, expires_at: expiryOf(preset, date) }
      return apiKey ? updateKey(org, apiKey, body) : createKey(org, body)
    },
    onDone: result => {
      void client.invalidateQueries({ queryKey: keysKey(org) })
      onClose()
      if ('key' in result) onCreated?.(result.key)
    },
  })
  return (
    <Dialog isOpen onClose={onClose} size="md" title={t(apiKey ? 'edit.title' : 'create.title')}>
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
        <ExpiryField control={form.control} />
        <div className="flex flex-col-reverse gap-2 pb-2 sm:flex-row sm:justify-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" variant="primary" isPending={isSending}>
            {apiKey ? common('save.save') : t('create.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
