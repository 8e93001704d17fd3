import type { ApiError } from '@/shared/api/error'
import { useErrorText } from '@/shared/api/use-error-text'
import { Banner } from '@/shared/ui/Banner'

/** What went wrong with the whole form, why, and what mends it (`children`: buttons or links). */
export function FormError({ error, children }: { error: ApiError | undefined; children?: React.ReactNode }) {
  const text = useErrorText()
  if (!error) return null
  return (
    <Banner tone="danger" title={text(error)}>
      {children}
    </Banner>
  )
}
