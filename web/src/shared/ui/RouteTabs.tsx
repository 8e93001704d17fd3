import { Link, type LinkProps } from '@tanstack/react-router'
import { useOpenInView } from '@/shared/lib/use-open-in-view'

type Props = {
  label: string
  tabs: { to: NonNullable<LinkProps['to']>; label: string; exact?: boolean }[]
  /** What the address asks for goes along: filters that all of them share. */
  keepsSearch?: boolean
}

/** Tabs that are pages of their own, with an address each. */
export function RouteTabs({ label, tabs, keepsSearch }: Props) {
  const nav = useOpenInView()
  return (
    <nav ref={nav} aria-label={label} className="mb-6 border-b border-line">
      <ul className="-mx-4 -mb-px flex gap-1 overflow-x-auto px-4 max-sm:[mask-image:linear-gradient(to_right,transparent,black_1rem,black_calc(100%-1rem),transparent)] sm:-mx-1 sm:px-1">
        {tabs.map(tab => (
          <li key={tab.to}>
            <Link
              to={tab.to}
              search={keepsSearch || undefined}
              preload="intent"
              activeOptions={{ exact: tab.exact, includeSearch: false }}
              className="flex h-11 items-center border-b-2 border-transparent px-3 text-base font-medium whitespace-nowrap text-muted transition-colors hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:text-ink"
            >
              {tab.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
