import type { Control } from 'react-hook-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import { AudienceInputs } from './AudienceInputs'
import type { CampaignValues } from './campaign-values'

/** Whom it is to reach; what is left empty means everybody. */
export function AudienceFields({ control }: { control: Control<CampaignValues> }) {
  const { t } = useTranslation('campaigns')
  return (
    <Card title={t('form.audience')} description={t('form.audience_lead')}>
      <AudienceInputs control={control} locationsWhy={t('field.locations_why')} />
    </Card>
  )
}
