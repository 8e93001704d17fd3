// Choices bound to react-hook-form; apart from fields.tsx because lists weigh more than the sign-in page may.
import type { FieldValues } from 'react-hook-form'
import { useZones } from '@/shared/format/use-zones'
import { ComboBox, type ComboBoxProps } from '@/shared/ui/ComboBox'
import { Select, type SelectProps } from '@/shared/ui/Select'
import { type Bound, useBound } from './bound'

export function FormSelect<V extends FieldValues, Key extends string>({
  control,
  name,
  ...props
}: Bound<V, SelectProps<Key>>) {
  const { inputRef: _, ...bound } = useBound(control, name)
  return <Select {...props} {...bound} />
}

export function FormComboBox<V extends FieldValues>({ control, name, ...props }: Bound<V, ComboBoxProps>) {
  return <ComboBox {...props} {...useBound(control, name)} />
}

/** A time zone of the world. */
export function FormZoneField<V extends FieldValues>(props: Bound<V, Omit<ComboBoxProps, 'options'>>) {
  const { control, name, ...rest } = props
  const bound = useBound(control, name)
  return <ComboBox {...rest} {...bound} options={useZones(String(bound.value ?? ''))} />
}
