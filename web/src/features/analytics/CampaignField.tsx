import { useTranslation } from '@/shared/i18n/use-translation'
import { MultiComboBox } from '@/shared/ui/MultiComboBox'
import { useCampaignChoices } from './api'

type Props = { value: string[]; onChange: (value: string[]) => void }

/** These campaigns alone; none means all. */
export function CampaignField({ value, onChange }: Props) {
  const { t } = useTranslation('analytics')
  const choices = useCampaignChoices()
  // One that was linked to and is not among the choices has no name here.
  const linked = value
    .filter(id => !choices.some(choice => choice.id === id))
    .map(id => ({ id, label: choices.length > 0 ? t('filter.other_campaign') : t('filter.loading') }))
  return (
    <MultiComboBox
      label={t('filter.campaigns')}
      placeholder={value.length > 0 ? t('filter.more_campaigns') : t('filter.every_campaign')}
      className="max-w-2xl"
      options={[...choices, ...linked]}
      value={value}
      onChange={onChange}
    />
  )
}
