import { Link } from '@tanstack/react-router'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { type PageEntry, usePages } from './navigation'

const itemStyles =
  'group flex min-h-10 items-center gap-3 rounded-md px-3 text-base font-medium text-muted transition-colors hover:bg-ink/5 hover:text-ink pointer-coarse:min-h-11'

/** Below the line: what is set up and kept, not worked with. */
const REST: PageEntry['id'][] = ['settings', 'operations', 'admin']

/** The list itself; the frame puts it at the side, phones into a drawer. */
export function SideNav({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTranslation('common')
  const pages = usePages()
  const work = pages.filter(page => !REST.includes(page.id))
  const rest = pages.filter(page => REST.includes(page.id))
  const item = (page: PageEntry) => <NavItem key={page.id} page={page} onNavigate={onNavigate} />
  return (
    <nav aria-label={t('nav.main')} className="flex h-full flex-col gap-0.5 px-3 py-4">
      {work.map(item)}
      <hr className="mx-3 my-3 border-line" />
      {rest.map(item)}
    </nav>
  )
}

function NavItem({ page: { id, to, icon: Icon }, onNavigate }: { page: PageEntry; onNavigate?: () => void }) {
  const { t } = useTranslation('common')
  return (
    <Link
      to={to}
      preload="intent"
      activeOptions={{ exact: to === '/' }}
      onClick={onNavigate}
      className={itemStyles}
      activeProps={{ className: cx(itemStyles, 'bg-accent-soft text-accent-text! hover:bg-accent-soft') }}
    >
      <Icon aria-hidden className="size-4.5 shrink-0" />
      {t(`nav.${id}`)}
    </Link>
  )
}
