import { Logo } from '@/shared/ui/Logo'
import { Skeleton } from '@/shared/ui/Skeleton'
import { PageSkeleton } from './PageSkeleton'

/** The frame before we know who is there, with everything where it will be. */
export function FrameSkeleton() {
  return (
    <>
      <div className="flex h-(--topbar) items-center border-b border-line">
        <div className="hidden w-(--sidebar) items-center ps-6 md:flex">
          <Logo />
        </div>
        <div className="flex grow items-center gap-3 px-4 md:px-7">
          <Skeleton className="size-7 rounded-md" />
          <Skeleton className="h-4 w-32" />
          <span className="grow" />
          <Skeleton className="size-9 rounded-full" />
        </div>
      </div>
      <div className="flex">
        <div className="hidden h-[calc(100dvh-var(--topbar))] w-(--sidebar) shrink-0 flex-col gap-5 border-e border-line p-6 md:flex">
          {[1, 2, 3, 4, 5].map(line => (
            <Skeleton key={line} className="h-4 w-36" />
          ))}
        </div>
        <div className="min-w-0 grow px-4 pt-6 sm:px-8 md:pt-8">
          <div className="mx-auto max-w-6xl">
            <PageSkeleton />
          </div>
        </div>
      </div>
    </>
  )
}
