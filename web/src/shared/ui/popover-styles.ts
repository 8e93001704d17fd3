import { cx } from '@/shared/lib/cx'

/** Everything that floats over the page and belongs to a trigger. */
export const popoverStyles = cx(
  'z-40 origin-top overflow-auto rounded-lg border border-line bg-raised shadow-pop outline-none',
  'transition-[opacity,translate,scale] duration-150 ease-out',
  'starting:-translate-y-1 starting:scale-[0.98] starting:opacity-0',
  'data-exiting:opacity-0 data-exiting:duration-100',
)

/** A row in a menu or list box. */
export const optionStyles = cx(
  'group flex min-h-9 cursor-default select-none items-center gap-3 rounded-sm px-2.5 py-1.5 text-base outline-none pointer-coarse:min-h-11',
  'data-focused:bg-ink/6 data-disabled:opacity-45 [&_svg]:size-4.5 [&_svg]:shrink-0',
)
