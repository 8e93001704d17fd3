import { ChevronDown, X } from 'lucide-react'
import { useState } from 'react'
import { ComboBox as AriaComboBox, Button, Input, ListBox, Popover } from 'react-aria-components'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { matches } from '@/shared/lib/fold'
import { FieldLabel, FieldNotes } from './AriaField'
import { controlBox, type FieldProps, fieldBox } from './field-styles'
import { ListItem, type Option } from './ListItem'
import { popoverStyles } from './popover-styles'

type Props = FieldProps & {
  options: Option[]
  value: string[]
  onChange: (value: string[]) => void
  placeholder?: string
}

/** Several of many, searchable: countries, languages. What was chosen stands below the field. */
export function MultiComboBox(props: Props) {
  const { label, description, errorMessage, hideLabel, className, options, value, onChange } = props
  const { t } = useTranslation('common')
  const [text, setText] = useState('')
  const left = options.filter(option => !value.includes(option.id) && matches(option.label, text))
  return (
    <div className={cx(fieldBox, className)}>
      <AriaComboBox
        items={left}
        inputValue={text}
        onInputChange={setText}
        selectedKey={null}
        onSelectionChange={key => {
          if (key !== null) onChange([...value, String(key)])
          setText('')
        }}
        menuTrigger="focus"
        allowsEmptyCollection
        isInvalid={Boolean(errorMessage)}
        className={cx('group', fieldBox)}
      >
        <FieldLabel label={label} hidden={hideLabel} />
        <div className={cx(controlBox, 'flex items-center')}>
          <Input
            placeholder={props.placeholder}
            className="w-full min-w-0 bg-transparent px-3 py-2 outline-none placeholder:text-faint"
          />
          <Button className="grid w-10 shrink-0 place-items-center self-stretch text-faint pointer-coarse:w-11">
            <ChevronDown aria-hidden className="size-4" />
          </Button>
        </div>
        <FieldNotes description={description} errorMessage={errorMessage} />
        <Popover offset={4} className={cx(popoverStyles, 'max-h-80 w-(--trigger-width) p-1')}>
          <ListBox<Option>
            className="outline-none"
            renderEmptyState={() => (
              <p className="p-3 text-center text-sm text-muted">{t('list.no_match')}</p>
            )}
          >
            {option => <ListItem {...option} />}
          </ListBox>
        </Popover>
      </AriaComboBox>
      {value.length > 0 && (
        <ul aria-label={label} className="flex flex-wrap gap-1.5">
          {value.map(id => {
            const name = options.find(option => option.id === id)?.label ?? id
            return (
              <li
                key={id}
                className="inline-flex max-w-full items-center rounded-sm bg-accent-soft ps-2.5 text-sm text-accent-text"
              >
                <bdi className="truncate">{name}</bdi>
                <button
                  type="button"
                  aria-label={t('tokens.remove', { token: name })}
                  onClick={() => onChange(value.filter(other => other !== id))}
                  className="grid size-7 shrink-0 place-items-center rounded-sm hover:bg-ink/8 pointer-coarse:size-11"
                >
                  <X aria-hidden className="size-3.5" />
                </button>
              </li>
            )
          })}
        </ul>
      )}
    </div>
  )
}
