import { useQueryClient } from '@tanstack/react-query'
import { Controller } from 'react-hook-form'
import type { Persona } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { TokenField } from '@/shared/ui/TokenField'
import { toast } from '@/shared/ui/toast'
import { AudienceInputs } from '../AudienceInputs'
import { campaignsKey } from '../api'
import { isTag } from '../campaign-values'
import { createPersona, personasKey, updatePersona } from './api'
import { type PersonaValues, schema, toSketch, toValues } from './persona-values'

type Props = {
  /** Without one a new persona is made. */
  persona: Persona | undefined
  onClose: () => void
}

export default function PersonaDialog({ persona, onClose }: Props) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const org = useOrgId()
  const client = useQueryClient()
  const { form, submit, isSending, error } = useApiForm<PersonaValues, Persona>({
    schema,
    defaultValues: toValues(persona),
    send: values => {
      const sketch = toSketch(values, persona)
      return persona ? updatePersona(org, persona, sketch) : createPersona(org, sketch)
    },
    onDone: ({ name }) => {
      void client.invalidateQueries({ queryKey: personasKey(org) })
      // Campaigns show its name.
      void client.invalidateQueries({ queryKey: campaignsKey(org) })
      toast('ok', t('personas.saved', { name }))
      onClose()
    },
  })
  const { control } = form
  return (
    <Dialog
      isOpen
      isRequired
      size="lg"
      onClose={onClose}
      title={persona ? t('personas.edit_title', { name: persona.name }) : t('personas.add')}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <FormError error={error} />
        <FormTextField
          control={control}
          name="name"
          label={t('personas.field.name')}
          description={t('personas.field.name_hint')}
          maxLength={80}
          autoComplete="off"
        />
        <FormTextField
          control={control}
          name="occupation"
          label={t('personas.field.occupation')}
          description={t('personas.field.occupation_hint')}
          maxLength={120}
          autoComplete="off"
        />
        <FormTextField
          control={control}
          name="description"
          label={t('personas.field.description')}
          description={t('personas.field.description_hint')}
          rows={3}
          maxLength={2000}
        />
        <fieldset>
          <legend className="mb-3 text-lg">{t('personas.field.audience')}</legend>
          <AudienceInputs control={control} />
        </fieldset>
        <div className="grid gap-5 sm:grid-cols-2">
          <FormTextField
            control={control}
            name="goals"
            label={t('personas.field.goals')}
            rows={3}
            maxLength={2000}
          />
          <FormTextField
            control={control}
            name="pains"
            label={t('personas.field.pains')}
            rows={3}
            maxLength={2000}
          />
        </div>
        <Controller
          control={control}
          name="channels"
          render={({ field, fieldState }) => (
            <TokenField
              phrases
              label={t('personas.field.channels')}
              description={t('personas.field.channels_hint')}
              value={field.value}
              onChange={field.onChange}
              isValid={isTag}
              errorMessage={fieldState.error?.message}
            />
          )}
        />
        <FormTextField
          control={control}
          name="tone"
          label={t('personas.field.tone')}
          description={t('personas.field.tone_hint')}
          maxLength={200}
          autoComplete="off"
        />
        <div className="flex flex-col-reverse gap-2 pb-2 sm:flex-row sm:justify-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" variant="primary" isPending={isSending}>
            {t('personas.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
