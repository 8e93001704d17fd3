import type { FieldValues } from 'react-hook-form'
import { OtpInput } from '@/shared/ui/OtpInput'
import { type Bound, useBound } from './bound'

export function FormOtpInput<V extends FieldValues>({
  control,
  name,
  ...props
}: Bound<V, { label: string; onComplete?: () => void; isDisabled?: boolean }>) {
  return <OtpInput {...props} {...useBound(control, name)} />
}
