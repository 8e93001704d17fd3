import { type ReactNode, type Ref, useId } from 'react'
import { cx } from '@/shared/lib/cx'
import { FieldNotes } from './FieldNotes'
import { controlBox, type FieldProps, fieldBox, labelStyles } from './field-styles'

export type TextFieldProps = FieldProps & {
  value: string
  onChange: (value: string) => void
  onBlur?: () => void
  name?: string
  type?: 'text' | 'email' | 'password' | 'url' | 'search' | 'tel' | 'date' | 'number'
  inputMode?: 'text' | 'numeric' | 'decimal' | 'email' | 'url'
  autoComplete?: string
  autoFocus?: boolean
  placeholder?: string
  maxLength?: number
  /** Bounds of dates and numbers. */
  min?: string
  max?: string
  spellCheck?: boolean
  isDisabled?: boolean
  isReadOnly?: boolean
  inputRef?: Ref<HTMLInputElement & HTMLTextAreaElement>
  /** Latin content (mail, address, code): keeps left to right inside Arabic. */
  ltr?: boolean
  /** More than one line. */
  rows?: number
  /** Before the text, such as an icon. */
  lead?: ReactNode
  /** After the text, such as a button or a unit. */
  trail?: ReactNode
  /** At the end of the label's line, such as "Forgot password?". */
  labelAside?: ReactNode
}

export function TextField(props: TextFieldProps) {
  const { label, description, errorMessage, hideLabel, className, ltr, rows, lead, trail, labelAside } = props
  const { onChange, isDisabled, isReadOnly, inputRef, type = 'text', ...rest } = props
  const id = useId()
  const input = {
    id,
    ref: inputRef,
    disabled: isDisabled,
    readOnly: isReadOnly,
    'aria-invalid': errorMessage ? true : undefined,
    'aria-describedby': `${id}-notes`,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
    ...pick(rest),
    className: cx(
      'w-full min-w-0 bg-transparent py-2 outline-none placeholder:text-faint read-only:text-muted',
      lead ? 'ps-2' : 'ps-3',
      trail ? 'pe-2' : 'pe-3',
      ltr && 'ltr-input',
    ),
  }
  const labelElement = (
    <label htmlFor={id} className={hideLabel ? 'sr-only' : labelStyles}>
      {label}
    </label>
  )
  return (
    <div
      data-invalid={errorMessage ? '' : undefined}
      data-disabled={isDisabled ? '' : undefined}
      className={cx('group', fieldBox, className)}
    >
      {labelAside ? (
        <div className="flex items-baseline justify-between gap-3">
          {labelElement}
          {labelAside}
        </div>
      ) : (
        labelElement
      )}
      <div className={cx(controlBox, 'flex items-center')}>
        {lead && <span className="ps-3 text-faint [&_svg]:size-4.5">{lead}</span>}
        {rows ? (
          <textarea {...input} rows={rows} className={cx(input.className, 'resize-y')} />
        ) : (
          <input {...input} type={type} />
        )}
        {trail}
      </div>
      <FieldNotes id={`${id}-notes`} description={description} errorMessage={errorMessage} />
    </div>
  )
}

/** What goes to the element as it is. */
function pick(props: Partial<TextFieldProps>) {
  const {
    value,
    onBlur,
    name,
    inputMode,
    autoComplete,
    autoFocus,
    placeholder,
    maxLength,
    min,
    max,
    spellCheck,
  } = props
  return {
    value,
    onBlur,
    name,
    inputMode,
    autoComplete,
    autoFocus,
    placeholder,
    maxLength,
    min,
    max,
    spellCheck,
  }
}
