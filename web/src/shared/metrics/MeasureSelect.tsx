import { useTranslation } from '@/shared/i18n/use-translation'
import { Select } from '@/shared/ui/Select'
import { MEASURES, type Measure } from './measures'
import { useMeasures } from './use-measures'

type Props = { measure: Measure; onChoose: (measure: Measure) => void }

/** Which measure a chart draws: all there are. Apart from the charts, because the dashboard goes without lists. */
export function MeasureSelect({ measure, onChoose }: Props) {
  const { t } = useTranslation('shared/metrics')
  const measures = useMeasures()
  return (
    <Select
      label={t('trend.measure')}
      hideLabel
      className="w-44 sm:w-52"
      value={measure}
      onChange={onChoose}
      options={MEASURES.map(id => ({ id, label: measures.name(id) }))}
    />
  )
}
