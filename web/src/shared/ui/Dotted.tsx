import { Children } from 'react'
import { cx } from '@/shared/lib/cx'

/** Short facts in a row with dots between them. A fact that goes to the next line leaves its dot behind. */
export function Dotted({ children, className }: { children: React.ReactNode; className?: string }) {
  return (
    <span className={cx('flex flex-wrap gap-x-4 overflow-x-clip', className)}>
      {Children.toArray(children).map((fact, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: facts have no names, and keep their places
          key={index}
          className="relative before:pointer-events-none before:absolute before:-start-2.5 before:content-['·'/'']"
        >
          {fact}
        </span>
      ))}
    </span>
  )
}
