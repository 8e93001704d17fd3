import { useId } from 'react'
import { cx } from '@/shared/lib/cx'
import { Checkbox } from '@/shared/ui/Checkbox'
import { FieldNotes } from '@/shared/ui/FieldNotes'
import { labelStyles } from '@/shared/ui/field-styles'

type Props = {
  /** For whoever looks for the field from elsewhere. */
  name?: string
  label: string
  description?: string
  options: { id: string; label: string }[]
  value: string[]
  onChange: (value: string[]) => void
  errorMessage?: string | undefined
  /** In one line, for two or three. */
  isRow?: boolean
}

/** Any of a few. */
export function CheckboxGroup(props: Props) {
  const { name, label, description, options, value, onChange, errorMessage, isRow } = props
  const id = useId()
  return (
    <fieldset data-field={name} aria-describedby={`${id}-notes`} className="flex flex-col gap-1.5">
      <legend className={cx(labelStyles, 'mb-1.5')}>{label}</legend>
      <div
        className={
          isRow ? 'flex min-h-control flex-wrap gap-x-6' : 'grid gap-x-6 sm:grid-cols-2 lg:grid-cols-3'
        }
      >
        {options.map(option => (
          <Checkbox
            key={option.id}
            isSelected={value.includes(option.id)}
            onChange={isChosen =>
              onChange(
                options
                  .map(other => other.id)
                  .filter(other => (other === option.id ? isChosen : value.includes(other))),
              )
            }
          >
            {option.label}
          </Checkbox>
        ))}
      </div>
      <FieldNotes id={`${id}-notes`} description={description} errorMessage={errorMessage} />
    </fieldset>
  )
}
