import { useEffect, useState } from 'react'
import type { FieldValues, Path, PathValue, UseFormReturn } from 'react-hook-form'

const keyOf = (name: string) => `cmis.draft.${name}`

function read(name: string): Record<string, unknown> {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(name)) ?? '{}')
  } catch {
    return {}
  }
}

export const forgetDraft = (name: string) => sessionStorage.removeItem(keyOf(name))

/** Keeps what was changed but not saved over a reload of this tab. A field named `secret` is never kept. */
export function useDraft<V extends FieldValues>(form: UseFormReturn<V>, name: string, secret?: Path<V>) {
  const [draft] = useState(() => read(name))
  const { isDirty, dirtyFields } = form.formState
  const values = form.watch()
  const kept = Object.keys(dirtyFields).filter(key => key !== secret)
  const changed = Object.fromEntries(kept.map(key => [key, values[key]]))
  const text = isDirty ? JSON.stringify(changed) : undefined
  const { setValue } = form

  useEffect(() => {
    for (const [key, value] of Object.entries(draft))
      setValue(key as Path<V>, value as PathValue<V, Path<V>>, { shouldDirty: true })
  }, [draft, setValue])

  useEffect(() => {
    if (text) sessionStorage.setItem(keyOf(name), text)
    else forgetDraft(name)
  }, [text, name])
}

/** The same for what is kept without a form: `[value, change]`, where a change names only what is new. */
export function useDraftState<V extends object>(
  name: string,
  initial: () => V,
): [V, (part: Partial<V>) => void] {
  const [value, setValue] = useState<V>(() => ({ ...initial(), ...read(name) }))
  const change = (part: Partial<V>) => {
    const next = { ...value, ...part }
    setValue(next)
    sessionStorage.setItem(keyOf(name), JSON.stringify(next))
  }
  return [value, change]
}
