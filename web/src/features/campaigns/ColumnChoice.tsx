import { Columns3 } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { usePhone } from '@/shared/lib/use-media'
import { useMeasures } from '@/shared/metrics/use-measures'
import { Button } from '@/shared/ui/Button'
import { Checkbox } from '@/shared/ui/Checkbox'
import { Popover } from '@/shared/ui/Popover'
import { CHOICES, type ColumnId, USUAL } from './column-choice'
import { useColumnChoice } from './use-column-choice'

/** Which columns the table shows; kept in this browser. */
export function ColumnChoice() {
  const { t } = useTranslation('campaigns')
  const isPhone = usePhone()
  const measures = useMeasures()
  const [shown, setShown] = useColumnChoice()
  const name = (id: ColumnId) =>
    id === 'status' || id === 'dates' || id === 'budget' ? t(`column.${id}`) : measures.name(id)
  return (
    <Popover
      label={t('columns.label')}
      className="max-h-112 w-64 p-4"
      trigger={
        <Button aria-label={isPhone ? t('columns.label') : undefined}>
          <Columns3 aria-hidden />
          {!isPhone && t('columns.open')}
        </Button>
      }
    >
      <fieldset className="flex flex-col">
        <legend className="mb-2 text-sm font-medium">{t('columns.label')}</legend>
        {CHOICES.map(id => (
          <Checkbox
            key={id}
            isSelected={shown.includes(id)}
            onChange={isShown =>
              setShown(CHOICES.filter(other => (other === id ? isShown : shown.includes(other))))
            }
          >
            {name(id)}
          </Checkbox>
        ))}
      </fieldset>
      <Button size="sm" variant="ghost" className="mt-2 -ms-3" onPress={() => setShown(USUAL)}>
        {t('columns.usual')}
      </Button>
    </Popover>
  )
}
