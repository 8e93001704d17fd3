import { useTranslation } from '@/shared/i18n/use-translation'
import { STEPS, type Step } from '@/shared/metrics/period'
import { Select } from '@/shared/ui/Select'

type Props = {
  step: Step
  /** Whether there are hours of what is shown. */
  hasHours: boolean
  onChoose: (step: Step) => void
}

/** How long each point of a chart lasts. */
export function StepSelect({ step, hasHours, onChoose }: Props) {
  const { t } = useTranslation('analytics')
  return (
    <Select
      label={t('step.label')}
      hideLabel
      className="w-28 sm:w-32"
      value={step}
      onChange={onChoose}
      options={STEPS.filter(id => hasHours || id !== 'hour').map(id => ({ id, label: t(`step.${id}`) }))}
    />
  )
}
