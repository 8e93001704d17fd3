import { Link, useLocation } from '@tanstack/react-router'
import { Menu } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { usePages } from './navigation'
import { openDialog } from './open-dialog'

const itemStyles =
  'flex grow basis-0 flex-col items-center justify-center gap-1 text-xs font-medium text-muted'

const SHOWN = 4

/** Phones: the four most used pages and the rest in the drawer. */
export function BottomBar() {
  const { t } = useTranslation('common')
  const { pathname } = useLocation()
  const pages = usePages()
  const isInMore = pages.slice(SHOWN).some(({ to }) => pathname === to || pathname.startsWith(`${to}/`))
  return (
    <nav
      aria-label={t('nav.main')}
      className="fixed inset-x-0 bottom-0 z-20 flex h-(--bottombar) border-t border-line bg-surface/92 pb-[env(safe-area-inset-bottom)] backdrop-blur-md md:hidden"
    >
      {pages.slice(0, SHOWN).map(({ id, to, icon: Icon }) => (
        <Link
          key={id}
          to={to}
          activeOptions={{ exact: to === '/' }}
          className={itemStyles}
          activeProps={{ className: cx(itemStyles, 'text-accent-text!') }}
        >
          <Icon aria-hidden className="size-5" />
          <span className="max-w-full truncate px-1">{t(`nav.${id}`)}</span>
        </Link>
      ))}
      <button
        type="button"
        onClick={() => openDialog('drawer')}
        className={cx(itemStyles, isInMore && 'text-accent-text!')}
      >
        <Menu aria-hidden className="size-5" />
        {t('nav.more')}
      </button>
    </nav>
  )
}
