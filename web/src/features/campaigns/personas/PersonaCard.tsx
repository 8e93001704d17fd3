import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type UseFormReturn, useWatch } from 'react-hook-form'
import { FormComboBox } from '@/shared/form/choice-fields'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { Link } from '@/shared/ui/Link'
import { Skeleton } from '@/shared/ui/Skeleton'
import { type Audience, type AudienceValues, missingOf } from '../audience-values'
import type { CampaignValues } from '../campaign-values'
import { personaChoicesQuery } from './api'

type Props = {
  form: UseFormReturn<CampaignValues>
  /** Whether the audience is a field of this form too. */
  mayFill: boolean
}

/** Whom the campaign speaks to. Choosing somebody offers what they say of the audience where nothing is said yet. */
export function PersonaCard({ form, mayFill }: Props) {
  const { t } = useTranslation('campaigns')
  const { data, error } = useQuery(personaChoicesQuery(useOrgId()))
  const id = useWatch({ control: form.control, name: 'persona_id' })
  const [before] = useState(id)
  const chosen = data?.find(persona => persona.id === id)
  return (
    <Card title={t('persona.title')} description={t('persona.lead')}>
      {error && !data ? (
        <Banner tone="danger" title={t('persona.failed')} />
      ) : !data ? (
        <Skeleton className="h-control w-full rounded-md" />
      ) : data.length === 0 ? (
        <p className="text-muted">
          {t('persona.none')} <Link to="/personas">{t('persona.describe')}</Link>
        </p>
      ) : (
        <div className="flex flex-col gap-4">
          <FormComboBox
            control={form.control}
            name="persona_id"
            label={t('persona.one')}
            hideLabel
            placeholder={t('persona.nobody')}
            options={data}
          />
          {mayFill && chosen && id !== before && (
            <Offer key={chosen.id} form={form} name={chosen.label} audience={chosen.audience} />
          )}
        </div>
      )}
    </Card>
  )
}

type OfferProps = { form: UseFormReturn<CampaignValues>; name: string; audience: Audience }

function Offer({ form, name, audience }: OfferProps) {
  const { t } = useTranslation('campaigns')
  const values = useWatch({ control: form.control, name: 'target_audience' })
  const missing = missingOf(values, audience)
  const fields = Object.keys(missing) as (keyof AudienceValues)[]
  if (fields.length === 0) return null
  const fill = () => {
    for (const field of fields)
      form.setValue(`target_audience.${field}`, missing[field] as never, {
        shouldDirty: true,
        shouldValidate: true,
      })
  }
  return (
    <Banner
      title={t('persona.offer', { name })}
      actions={
        <Button size="sm" onPress={fill}>
          {t('persona.fill')}
        </Button>
      }
    >
      {t('persona.offer_body')}
    </Banner>
  )
}
