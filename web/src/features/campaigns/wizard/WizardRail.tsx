import type { CampaignDetail } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Stepper } from '@/shared/ui/Stepper'
import { isAnswered, STEPS, type Step } from './steps'

type Props = { step: Step; campaign: CampaignDetail | undefined; onGo: (step: Step) => void }

/** Once there is a draft, every step can be gone to. */
export function WizardRail({ step, campaign, onGo }: Props) {
  const { t } = useTranslation('campaigns')
  return (
    <Stepper
      label={t('wizard.steps')}
      current={step}
      onGo={onGo}
      steps={STEPS.map(id => ({
        id,
        label: t(`wizard.step.${id}`),
        done: isAnswered(id, campaign) ? t('wizard.answered') : undefined,
        isReachable: campaign !== undefined,
      }))}
    />
  )
}
