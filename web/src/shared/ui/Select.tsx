import { ChevronDown } from 'lucide-react'
import { Select as AriaSelect, Button, ListBox, Popover, SelectValue } from 'react-aria-components'
import { cx } from '@/shared/lib/cx'
import { FieldLabel, FieldNotes } from './AriaField'
import { controlBox, type FieldProps, fieldBox } from './field-styles'
import { ListItem, type Option } from './ListItem'
import { popoverStyles } from './popover-styles'

export type SelectProps<Key extends string> = FieldProps & {
  options: Option<Key>[]
  value: Key | null
  onChange: (value: Key) => void
  onBlur?: () => void
  placeholder?: string
  isDisabled?: boolean
  name?: string
  /** Without a frame until it is touched: in the rows of a table. */
  quiet?: boolean
}

/** One of a few; for more than a dozen take ComboBox, which can be searched. */
export function Select<Key extends string>(props: SelectProps<Key>) {
  const { label, description, errorMessage, hideLabel, className, options, value, onChange, quiet, ...rest } =
    props
  return (
    <AriaSelect
      {...rest}
      value={value}
      onChange={key => onChange(key as Key)}
      isInvalid={Boolean(errorMessage)}
      className={cx('group', fieldBox, className)}
    >
      <FieldLabel label={label} hidden={hideLabel} />
      <Button
        className={cx(
          controlBox,
          !quiet && 'py-2',
          quiet && 'w-fit! border-transparent bg-transparent dark:bg-transparent',
          'flex items-center gap-2 px-3 text-start outline-none data-focus-visible:border-accent data-focus-visible:ring-3 data-focus-visible:ring-accent/20',
        )}
      >
        <SelectValue className="min-w-0 grow truncate data-placeholder:text-faint [&_[slot=description]]:hidden">
          {({ selectedText, defaultChildren }) =>
            options.find(option => option.id === value)?.label ?? selectedText ?? defaultChildren
          }
        </SelectValue>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-faint" />
      </Button>
      <FieldNotes description={description} errorMessage={errorMessage} />
      <Popover offset={4} className={cx(popoverStyles, 'min-w-(--trigger-width) p-1')}>
        <ListBox items={options} className="outline-none">
          {option => <ListItem {...option} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}
