import { useTranslation } from '@/shared/i18n/use-translation'
import { MultiComboBox } from '@/shared/ui/MultiComboBox'
import { useCampaignChoices, useCampaignNames } from './api'

type Props = { value: string[]; onChange: (value: string[]) => void }

/** These campaigns alone; none means all. */
export function CampaignField({ value, onChange }: Props) {
  const { t } = useTranslation('analytics')
  const choices = useCampaignChoices()
  const linked = choices ? value.filter(id => !choices.some(choice => choice.id === id)) : []
  const names = useCampaignNames(linked)
  const nameOf = (id: string) => names.get(id) ?? t(choices ? 'filter.other_campaign' : 'filter.loading')
  const others = (choices ? linked : value).map(id => ({ id, label: nameOf(id) }))
  return (
    <MultiComboBox
      label={t('filter.campaigns')}
      placeholder={value.length > 0 ? t('filter.more_campaigns') : t('filter.every_campaign')}
      className="max-w-2xl"
      options={[...(choices ?? []), ...others]}
      value={value}
      onChange={onChange}
    />
  )
}
