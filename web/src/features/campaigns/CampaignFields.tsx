import type { UseFormReturn } from 'react-hook-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import { AccountsField } from './AccountsField'
import { AudienceFields } from './AudienceFields'
import { NameFields, ObjectivesField, TagsField } from './BasicFields'
import { BudgetFields } from './BudgetFields'
import type { CampaignValues } from './campaign-values'
import { PersonaCard } from './personas/PersonaCard'
import { TeamField } from './TeamField'

type Props = {
  form: UseFormReturn<CampaignValues>
  /** Of a draft; what runs already follows its platform in dates, audience and accounts, and has its budget changed on its page. */
  isWhole: boolean
}

export function CampaignFields({ form, isWhole }: Props) {
  const { t } = useTranslation('campaigns')
  const { control } = form
  return (
    <>
      <Card title={t('form.basics')}>
        <div className="flex flex-col gap-5">
          <NameFields control={control} />
          <ObjectivesField control={control} />
          <TagsField control={control} />
          <TeamField control={control} />
        </div>
      </Card>
      {isWhole && <BudgetFields control={control} />}
      <PersonaCard form={form} mayFill={isWhole} />
      {isWhole && (
        <>
          <AudienceFields control={control} />
          <AccountsField control={control} />
        </>
      )}
    </>
  )
}
