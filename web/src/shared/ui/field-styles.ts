import type { ReactNode } from 'react'
import { cx } from '@/shared/lib/cx'

/** What all fields take. */
export type FieldProps = {
  label: string
  description?: ReactNode
  errorMessage?: string | undefined
  /** Keeps the label for screen readers only, where the place says enough (a filter, a search). */
  hideLabel?: boolean
  className?: string
}

export const fieldBox = 'flex flex-col gap-1.5'

/** The frame of a text control, for an element that is or contains the input. */
export const controlBox = cx(
  'min-h-control w-full rounded-md border border-line-strong bg-surface text-base text-ink transition-[border-color,box-shadow] duration-150',
  'hover:border-ink/60 dark:bg-sunken/60',
  'focus-within:border-accent focus-within:ring-3 focus-within:ring-accent/20',
  'group-data-invalid:border-danger group-data-invalid:focus-within:border-danger group-data-invalid:focus-within:ring-danger/20',
  'group-data-disabled:opacity-60',
)

export const labelStyles = 'text-sm font-medium text-ink'
export const hintStyles = 'text-sm text-muted'
export const errorStyles = 'flex items-start gap-1.5 text-sm text-danger-text'
