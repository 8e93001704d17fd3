import { cx } from '@/shared/lib/cx'

/** Stands where content will stand, in its size, so that nothing jumps. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cx(
        'block animate-shimmer rounded-sm bg-[linear-gradient(100deg,var(--line)_40%,color-mix(in_oklab,var(--line)_45%,var(--surface))_50%,var(--line)_60%)] bg-[length:200%_100%]',
        className ?? 'h-4 w-24',
      )}
    />
  )
}
