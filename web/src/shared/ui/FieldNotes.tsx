import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { errorStyles, hintStyles } from './field-styles'

type Props = { id: string; description?: ReactNode; errorMessage?: string | undefined }

/** The line under a field: what is wrong, else what helps. The field points to it by `aria-describedby`. */
export function FieldNotes({ id, description, errorMessage }: Props) {
  return (
    <div id={id} aria-live="polite" className="empty:hidden">
      {errorMessage ? (
        <p className={errorStyles}>
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>{errorMessage}</span>
        </p>
      ) : (
        description && <p className={hintStyles}>{description}</p>
      )}
    </div>
  )
}
