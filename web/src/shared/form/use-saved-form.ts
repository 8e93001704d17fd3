import { useEffect, useRef, useState } from 'react'
import type { DefaultValues, FieldValues, Path } from 'react-hook-form'
import type { $ZodType } from 'zod/v4/core'
import { isApiError } from '@/shared/api/error'
import { type ApiForm, useApiForm } from './use-api-form'
import { forgetDraft, useDraft } from './use-draft'

type Options<Values extends FieldValues, Entity> = {
  /** Under this name unsaved changes outlive a reload. */
  draft: string
  /** The field that no draft may hold: a password. */
  secret?: Path<Values>
  schema: $ZodType<Values, Values>
  entity: Entity
  toValues: (entity: Entity) => Values
  save: (values: Values, version: number) => Promise<Entity>
  /** Fetches the newest state, after somebody else saved first. */
  reload: () => Promise<Entity>
  onSaved?: (entity: Entity) => void
}

export type SavedForm<Values extends FieldValues> = ApiForm<Values> & {
  isDirty: boolean
  discard: () => void
  /** Set after a conflict: the fields that somebody else changed. */
  conflict: string[] | undefined
}

/** Lists and groups of fields are new objects each time. */
const isEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** A form over something that exists and has a version: drafts, leaving, and what happens when two people edit. */
export function useSavedForm<Values extends FieldValues, Entity extends { version: number }>(
  options: Options<Values, Entity>,
): SavedForm<Values> {
  const { draft, secret, schema, entity, toValues, save, reload, onSaved } = options
  const base = useRef(entity)
  const [conflict, setConflict] = useState<string[]>()
  const { form, submit, isSending, error } = useApiForm<Values, Entity>({
    schema,
    defaultValues: toValues(entity) as DefaultValues<Values>,
    send,
    onDone,
  })
  const isDirty = form.formState.isDirty
  useDraft(form, draft, secret)

  async function send(values: Values): Promise<Entity> {
    try {
      return await save(values, base.current.version)
    } catch (failure) {
      if (isApiError(failure, 'stale_version')) await catchUp()
      throw failure
    }
  }

  /** Takes over what is new and keeps this person's own changes on top of it. */
  async function catchUp() {
    const before = toValues(base.current)
    const fresh = await reload()
    const now = toValues(fresh)
    base.current = fresh
    form.reset(now, { keepDirtyValues: true })
    setConflict(Object.keys(now).filter(name => !isEqual(before[name], now[name])))
  }

  function onDone(saved: Entity) {
    base.current = saved
    setConflict(undefined)
    form.reset(toValues(saved))
    onSaved?.(saved)
  }

  function discard() {
    forgetDraft(draft)
    setConflict(undefined)
    form.reset(toValues(base.current))
  }

  const { reset } = form
  const values = useRef(toValues)
  values.current = toValues
  useEffect(() => {
    if (entity.version === base.current.version) return
    const [before, now] = [values.current(base.current), values.current(entity)]
    const isSame = Object.keys(now).every(name => isEqual(before[name], now[name]))
    // What changed elsewhere is none of this form's fields, or nothing is being edited: no reason to bother anybody.
    if (isDirty && !isSame) return
    base.current = entity
    if (!isSame) reset(now)
  }, [entity, isDirty, reset])

  const shown = error?.code === 'stale_version' ? undefined : error
  return { form, submit, isSending, error: shown, isDirty, discard, conflict }
}
