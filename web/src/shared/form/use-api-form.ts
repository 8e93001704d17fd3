// react-hook-form with the two things every form here needs: zod rules, and the server's field errors at their fields.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { type DefaultValues, type FieldValues, type Path, type UseFormReturn, useForm } from 'react-hook-form'
import type { $ZodType } from 'zod/v4/core'
import './validation'
import { ApiError, isApiError } from '@/shared/api/error'

type Options<Values extends FieldValues, Result> = {
  schema: $ZodType<Values, Values>
  defaultValues: DefaultValues<Values>
  /** Sends the form; throws {@link ApiError}. */
  send: (values: Values) => Promise<Result>
  onDone?: (result: Result, values: Values) => void
  /** Server field → form field, where the names differ. */
  fields?: Record<string, Path<Values>>
}

export type ApiForm<Values extends FieldValues> = {
  form: UseFormReturn<Values>
  /** For `<form onSubmit>`. */
  submit: (event?: React.BaseSyntheticEvent) => Promise<void>
  isSending: boolean
  /** What belongs to no field: show it in a `<FormError>`. */
  error: ApiError | undefined
}

export function useApiForm<Values extends FieldValues, Result>(
  options: Options<Values, Result>,
): ApiForm<Values> {
  const { schema, defaultValues, send, onDone, fields } = options
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues, mode: 'onTouched' })
  const mutation = useMutation({
    mutationFn: send,
    onSuccess: (result, values) => onDone?.(result, values),
    onError: error => {
      if (isApiError(error)) showFieldErrors(form, error, fields)
    },
  })
  return {
    form,
    submit: form.handleSubmit(values => mutation.mutate(values)),
    isSending: mutation.isPending,
    error: formError(mutation.error, form.getValues(), fields),
  }
}

function showFieldErrors<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  error: ApiError,
  fields: Record<string, Path<Values>> = {},
) {
  let shouldFocus = true
  for (const [name, messages] of Object.entries(error.errors)) {
    form.setError(
      fields[name] ?? (name as Path<Values>),
      { type: 'server', message: messages[0] },
      { shouldFocus },
    )
    shouldFocus = false
  }
}

/** Errors that landed on a visible field need no second telling above the form. */
function formError(error: unknown, values: FieldValues, fields: Record<string, string> = {}) {
  if (!error) return undefined
  if (!isApiError(error)) return new ApiError(0, { code: 'internal' })
  const names = Object.keys(error.errors)
  const allShown =
    names.length > 0 && names.every(name => name in fields || (name.split('.')[0] ?? '') in values)
  return allShown ? undefined : error
}
