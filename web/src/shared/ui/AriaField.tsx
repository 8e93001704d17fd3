// Label, hint and error inside React Aria's field components (Select, ComboBox, RadioGroup).
import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { FieldError, Label, Text } from 'react-aria-components'
import { errorStyles, hintStyles, labelStyles } from './field-styles'

export function FieldLabel({ label, hidden }: { label: string; hidden?: boolean }) {
  return <Label className={hidden ? 'sr-only' : labelStyles}>{label}</Label>
}

export function FieldNotes({
  description,
  errorMessage,
}: {
  description?: ReactNode
  errorMessage?: string | undefined
}) {
  return (
    <>
      {description && !errorMessage && (
        <Text slot="description" className={hintStyles}>
          {description}
        </Text>
      )}
      <FieldError className={errorStyles}>
        {errorMessage && (
          <>
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span>{errorMessage}</span>
          </>
        )}
      </FieldError>
    </>
  )
}
