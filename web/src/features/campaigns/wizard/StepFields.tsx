import type { UseFormReturn } from 'react-hook-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Card } from '@/shared/ui/Card'
import { AccountsField } from '../AccountsField'
import { AudienceFields } from '../AudienceFields'
import { NameFields, ObjectivesField, TagsField } from '../BasicFields'
import { BudgetFields } from '../BudgetFields'
import type { CampaignValues } from '../campaign-values'
import { PersonaCard } from '../personas/PersonaCard'
import { TeamField } from '../TeamField'
import type { Step } from './steps'

type Props = { step: Exclude<Step, 'review'>; form: UseFormReturn<CampaignValues> }

/** What a step asks. */
export function StepFields({ step, form }: Props) {
  const { t } = useTranslation('campaigns')
  const can = useCan()
  const { control } = form
  if (step === 'audience')
    return (
      <>
        <PersonaCard form={form} mayFill />
        <AudienceFields control={control} />
      </>
    )
  if (step === 'platforms')
    return can('integrations.read') ? (
      <AccountsField control={control} />
    ) : (
      <Banner title={t('wizard.no_platforms')}>{t('wizard.no_platforms_body')}</Banner>
    )
  if (step === 'goal')
    return (
      <>
        <Card title={t('wizard.goal_title')} description={t('wizard.goal_lead')}>
          <ObjectivesField control={control} />
        </Card>
        <BudgetFields control={control} />
      </>
    )
  return (
    <Card title={t('form.basics')} description={t('wizard.basics_lead')}>
      <div className="flex flex-col gap-5">
        <NameFields control={control} />
        <TagsField control={control} />
        <TeamField control={control} />
      </div>
    </Card>
  )
}
