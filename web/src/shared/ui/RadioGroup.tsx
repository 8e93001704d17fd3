import { RadioGroup as AriaRadioGroup, Radio } from 'react-aria-components'
import { cx } from '@/shared/lib/cx'
import { FieldLabel, FieldNotes } from './AriaField'
import type { FieldProps } from './field-styles'
import type { Option } from './ListItem'

type Props<Key extends string> = FieldProps & {
  options: (Option<Key> & { icon?: React.ReactNode; isDisabled?: boolean })[]
  value: Key | null
  onChange: (value: Key) => void
  isDisabled?: boolean
  name?: string
  /** Side by side from tablets up. */
  columns?: 2 | 3
}

/** A choice worth explaining: each option is a card with a sentence. */
export function RadioGroup<Key extends string>(props: Props<Key>) {
  const { label, description, errorMessage, hideLabel, className, options, onChange, columns, ...rest } =
    props
  return (
    <AriaRadioGroup
      {...rest}
      onChange={value => onChange(value as Key)}
      isInvalid={Boolean(errorMessage)}
      className={cx('group flex flex-col gap-2', className)}
    >
      <FieldLabel label={label} hidden={hideLabel} />
      <div className={cx('grid gap-2', columns === 2 && 'sm:grid-cols-2', columns === 3 && 'sm:grid-cols-3')}>
        {options.map(({ id, label, hint, icon, isDisabled }) => (
          <Radio
            key={id}
            value={id}
            isDisabled={isDisabled}
            className={cx(
              'group/radio relative flex min-h-11 cursor-pointer items-start gap-3 rounded-md border border-line bg-surface p-3.5 transition-colors',
              'data-hovered:border-line-strong data-selected:border-accent data-selected:bg-accent-soft/50',
              'data-disabled:opacity-50 data-focus-visible:outline-2 data-focus-visible:outline-offset-2 data-focus-visible:outline-accent',
            )}
          >
            <span className="mt-0.5 grid size-4.5 shrink-0 place-items-center rounded-full border border-line-strong group-data-selected/radio:border-[5px] group-data-selected/radio:border-accent" />
            <span className="min-w-0 grow">
              <span className="block font-medium">{label}</span>
              {hint && <span className="block text-sm text-muted">{hint}</span>}
            </span>
            {icon}
          </Radio>
        ))}
      </div>
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaRadioGroup>
  )
}
