import { type Ref, useEffect, useId, useRef } from 'react'
import { cx } from '@/shared/lib/cx'
import { FieldNotes } from './FieldNotes'
import { fieldBox, labelStyles } from './field-styles'

type Props = {
  label: string
  value: string
  onChange: (value: string) => void
  /** Called once all digits are there, so that nobody has to press a button. */
  onComplete?: () => void
  onBlur?: () => void
  name?: string
  length?: number
  errorMessage?: string | undefined
  isDisabled?: boolean
  inputRef?: Ref<HTMLInputElement>
}

/** Digits, also typed in Arabic, as ASCII. */
const digits = (text: string) =>
  text.replace(/[٠-٩۰-۹]/g, digit => String((digit.codePointAt(0) ?? 0) & 0xf)).replace(/\D/g, '')

/** A one-time code: one real input (so that paste and autofill work), drawn as boxes. Always left to right. */
export function OtpInput(props: Props) {
  const {
    label,
    value,
    onChange,
    onComplete,
    length = 6,
    errorMessage,
    inputRef,
    isDisabled,
    ...rest
  } = props
  const id = useId()
  const completed = useRef('')
  useEffect(() => {
    if (value.length < length) completed.current = ''
    else if (completed.current !== value) {
      completed.current = value
      onComplete?.()
    }
  }, [value, length, onComplete])

  return (
    <div className={cx('group', fieldBox)}>
      <label htmlFor={id} className={labelStyles}>
        {label}
      </label>
      <div dir="ltr" className="relative">
        <div aria-hidden className="grid auto-cols-fr grid-flow-col gap-2">
          {Array.from({ length }, (_, index) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: the boxes are positions
              key={index}
              className={cx(
                'tabular grid h-14 place-items-center rounded-md border bg-surface text-2xl font-medium transition-colors',
                errorMessage ? 'border-danger' : 'border-line-strong',
                index === Math.min(value.length, length - 1) &&
                  'group-focus-within:border-accent group-focus-within:ring-3 group-focus-within:ring-accent/20',
              )}
            >
              {value[index]}
            </span>
          ))}
        </div>
        <input
          {...rest}
          id={id}
          ref={inputRef}
          value={value}
          disabled={isDisabled}
          aria-invalid={errorMessage ? true : undefined}
          aria-describedby={`${id}-notes`}
          onChange={event => onChange(digits(event.target.value).slice(0, length))}
          inputMode="numeric"
          autoComplete="one-time-code"
          className="absolute inset-0 h-full w-full cursor-text opacity-0"
        />
      </div>
      <FieldNotes id={`${id}-notes`} errorMessage={errorMessage} />
    </div>
  )
}
