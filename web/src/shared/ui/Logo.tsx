import { cx } from '@/shared/lib/cx'

/** The mark: the eight-pointed star of two squares, and in it three rising bars. `public/favicon.svg` is the same. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className={cx('size-8 shrink-0', className)}>
      <g className="fill-accent">
        <rect x="5.2" y="5.2" width="21.6" height="21.6" rx="4.2" />
        <rect x="5.2" y="5.2" width="21.6" height="21.6" rx="4.2" transform="rotate(45 16 16)" />
      </g>
      <g className="fill-on-accent">
        <rect x="9.6" y="16.6" width="3.2" height="5.4" rx="1.6" />
        <rect x="14.4" y="13.4" width="3.2" height="8.6" rx="1.6" />
        <rect x="19.2" y="10" width="3.2" height="12" rx="1.6" />
      </g>
    </svg>
  )
}

export function Logo() {
  return (
    <span className="inline-flex items-center gap-2.5">
      <LogoMark />
      <span dir="ltr" lang="en" className="text-lg font-semibold tracking-[0.04em]">
        CMIS
      </span>
    </span>
  )
}
