import { X } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { FieldNotes } from './FieldNotes'
import { controlBox, type FieldProps, fieldBox, labelStyles } from './field-styles'

type Props = FieldProps & {
  value: string[]
  onChange: (value: string[]) => void
  /** Others are marked, and may be mended or removed. */
  isValid: (token: string) => boolean
  placeholder?: string
  inputMode?: 'email' | 'text'
  autoFocus?: boolean
  /** Words that people write, with spaces and in any direction: only a comma or a new line parts them. */
  phrases?: boolean
}

const SEPARATORS = /[\s,;،؛]+/
const COMMAS = /[\n,;،؛]+/

/** Several codes or addresses in one field: typed, or pasted from a sheet. */
export function TokenField(props: Props) {
  const { label, description, errorMessage, hideLabel, className, value, onChange, isValid } = props
  const { placeholder, inputMode, autoFocus, phrases } = props
  const separators = phrases ? COMMAS : SEPARATORS
  const { t } = useTranslation('common')
  const [text, setText] = useState('')
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const add = (typed: string) => {
    const tokens = typed
      .split(separators)
      .map(token => token.trim())
      .filter(Boolean)
    onChange([...new Set([...value, ...tokens])])
    setText('')
  }
  const remove = (token: string) => {
    onChange(value.filter(other => other !== token))
    input.current?.focus()
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (['Enter', ',', ';', '،'].includes(event.key) || (event.key === ' ' && !phrases)) {
      // Enter ends an address here; the form is sent by its button.
      event.preventDefault()
      if (text.trim()) add(text)
    } else if (event.key === 'Backspace' && text === '' && value.length > 0) {
      setText(value.at(-1) ?? '')
      onChange(value.slice(0, -1))
      event.preventDefault()
    }
  }
  return (
    <div data-invalid={errorMessage ? '' : undefined} className={cx('group', fieldBox, className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : labelStyles}>
        {label}
      </label>
      <div
        dir={phrases ? undefined : 'ltr'}
        className={cx(controlBox, 'flex max-h-48 flex-wrap items-center gap-1.5 overflow-y-auto p-1.5')}
      >
        {value.map(token => (
          <span
            key={token}
            className={cx(
              'inline-flex max-w-full items-center rounded-sm ps-2.5 text-sm',
              isValid(token) ? 'bg-accent-soft text-accent-text' : 'bg-danger-soft text-danger-text',
            )}
          >
            <bdi className="truncate">{token}</bdi>
            <button
              type="button"
              aria-label={t('tokens.remove', { token })}
              onClick={() => remove(token)}
              className="grid size-7 shrink-0 place-items-center rounded-sm hover:bg-ink/8 pointer-coarse:size-11"
            >
              <X aria-hidden className="size-3.5" />
            </button>
          </span>
        ))}
        <input
          ref={input}
          id={id}
          value={text}
          inputMode={inputMode}
          // biome-ignore lint/a11y/noAutofocus: the first field of a dialog that was just opened
          autoFocus={autoFocus}
          autoComplete="off"
          spellCheck={false}
          placeholder={value.length === 0 ? placeholder : undefined}
          aria-invalid={errorMessage ? true : undefined}
          aria-describedby={`${id}-notes`}
          onKeyDown={onKeyDown}
          onChange={event =>
            separators.test(event.target.value) ? add(event.target.value) : setText(event.target.value)
          }
          onBlur={() => text.trim() && add(text)}
          className="h-7 min-w-40 grow bg-transparent px-1.5 outline-none placeholder:text-faint"
        />
      </div>
      <FieldNotes id={`${id}-notes`} description={description} errorMessage={errorMessage} />
    </div>
  )
}
