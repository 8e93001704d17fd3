import { useTranslation } from '@/shared/i18n/use-translation'

/** What the fields of a campaign are called, by their names. */
export function useFieldLabels(): Record<string, string> {
  const { t } = useTranslation('campaigns')
  return {
    name: t('field.name'),
    description: t('field.description'),
    objectives: t('column.objectives'),
    tags: t('column.tags'),
    budget: t('field.budget'),
    budget_type: t('field.budget_type'),
    currency: t('field.currency'),
    start_date: t('field.start_date'),
    end_date: t('field.end_date'),
    persona_id: t('persona.one'),
    team_ids: t('team.title'),
    target_audience: t('form.audience'),
    ad_account_ids: t('form.accounts'),
  }
}
