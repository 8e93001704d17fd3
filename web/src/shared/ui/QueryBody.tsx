import { cx } from '@/shared/lib/cx'
import { ErrorState } from './ErrorState'

/** What a card needs of a query. */
export type Asked<Data> = {
  data: Data | undefined
  error: unknown
  refetch: () => unknown
  isPlaceholderData: boolean
}

type Props<Data> = {
  query: Asked<Data>
  /** As large as what comes. */
  skeleton: React.ReactNode
  className?: string
  children: (data: Data) => React.ReactNode
}

/** The body of a card: what was asked for, the old answer paled while the new one comes, what went wrong, or its outline. */
export function QueryBody<Data>({ query, skeleton, className, children }: Props<Data>) {
  const { data, error, refetch, isPlaceholderData } = query
  return (
    <div
      aria-busy={(data === undefined && !error) || isPlaceholderData}
      className={cx('transition-opacity', isPlaceholderData && 'opacity-55', className)}
    >
      {data !== undefined ? (
        children(data)
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        skeleton
      )}
    </div>
  )
}
