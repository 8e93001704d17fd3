// Kit fields bound to react-hook-form: `<FormTextField control={form.control} name="email" label={t('email')} />`.
import { type FieldValues, useController } from 'react-hook-form'
import { Checkbox } from '@/shared/ui/Checkbox'
import { PasswordField, type PasswordFieldProps } from '@/shared/ui/PasswordField'
import { TextField, type TextFieldProps } from '@/shared/ui/TextField'
import { type Bound, useBound } from './bound'

export function FormTextField<V extends FieldValues>({ control, name, ...props }: Bound<V, TextFieldProps>) {
  return <TextField {...props} {...useBound(control, name)} />
}

export function FormPasswordField<V extends FieldValues>({
  control,
  name,
  ...props
}: Bound<V, PasswordFieldProps>) {
  return <PasswordField {...props} {...useBound(control, name)} />
}

export function FormCheckbox<V extends FieldValues>({
  control,
  name,
  children,
}: Bound<V, { children: React.ReactNode }>) {
  const { field } = useController({ control, name })
  return (
    <Checkbox isSelected={field.value} onChange={field.onChange} onBlur={field.onBlur} name={name}>
      {children}
    </Checkbox>
  )
}
