import { type Control, type FieldValues, type Path, useController } from 'react-hook-form'

/** A kit field's properties with the form's control and name instead of value and change. */
export type Bound<Values extends FieldValues, Props> = Omit<Props, 'value' | 'onChange' | 'name'> & {
  control: Control<Values>
  name: Path<Values>
}

export function useBound<Values extends FieldValues>(control: Control<Values>, name: Path<Values>) {
  const { field, fieldState } = useController({ control, name })
  return {
    name,
    value: field.value,
    onChange: field.onChange,
    onBlur: field.onBlur,
    inputRef: field.ref,
    errorMessage: fieldState.error?.message,
  }
}
