import { Skeleton } from '@/shared/ui/Skeleton'

/** While a page's code or words are on their way. */
export function PageSkeleton() {
  return (
    <div aria-busy="true">
      <Skeleton className="h-8 w-52" />
      <Skeleton className="mt-3 h-4 w-80 max-w-full" />
      <div className="mt-8 rounded-lg border border-line bg-surface p-6">
        <Skeleton className="h-4 w-40" />
        <Skeleton className="mt-5 h-4 w-full" />
        <Skeleton className="mt-3 h-4 w-full" />
        <Skeleton className="mt-3 h-4 w-2/3" />
      </div>
    </div>
  )
}
