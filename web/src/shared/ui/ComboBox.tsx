import { ChevronDown } from 'lucide-react'
import type { Ref } from 'react'
import { ComboBox as AriaComboBox, Button, Input, ListBox, Popover } from 'react-aria-components'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { FieldLabel, FieldNotes } from './AriaField'
import { controlBox, type FieldProps, fieldBox } from './field-styles'
import { ListItem, type Option } from './ListItem'
import { popoverStyles } from './popover-styles'

export type ComboBoxProps = FieldProps & {
  options: Option[]
  value: string | null
  onChange: (value: string | null) => void
  onBlur?: () => void
  inputRef?: Ref<HTMLInputElement>
  placeholder?: string
  isDisabled?: boolean
  isRequired?: boolean
  name?: string
}

/** One of many, searchable: currencies, time zones, people. */
export function ComboBox(props: ComboBoxProps) {
  const {
    label,
    description,
    errorMessage,
    hideLabel,
    className,
    options,
    value,
    onChange,
    inputRef,
    placeholder,
  } = props
  const { t } = useTranslation('common')
  return (
    <AriaComboBox
      name={props.name}
      isDisabled={props.isDisabled}
      isRequired={props.isRequired}
      onBlur={props.onBlur}
      defaultItems={options}
      selectedKey={value}
      onSelectionChange={key => onChange(key === null ? null : String(key))}
      menuTrigger="focus"
      allowsEmptyCollection
      isInvalid={Boolean(errorMessage)}
      className={cx('group', fieldBox, className)}
    >
      <FieldLabel label={label} hidden={hideLabel} />
      <div className={cx(controlBox, 'flex items-center')}>
        <Input
          ref={inputRef}
          placeholder={placeholder}
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
          renderEmptyState={() => <p className="p-3 text-center text-sm text-muted">{t('list.no_match')}</p>}
        >
          {option => <ListItem {...option} />}
        </ListBox>
      </Popover>
    </AriaComboBox>
  )
}
