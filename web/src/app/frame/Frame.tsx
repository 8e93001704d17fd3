import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { BottomBar } from './BottomBar'
import { Notices } from './Notices'
import { closeDialog, useOpenDialog } from './open-dialog'
import { PageSkeleton } from './PageSkeleton'
import { SideNav } from './SideNav'
import { TopBar } from './TopBar'
import { useShortcuts } from './use-shortcuts'

const CommandPalette = lazy(() => import('./CommandPalette'))
const ShortcutHelp = lazy(() => import('./ShortcutHelp'))
const Drawer = lazy(() => import('./Drawer'))
const SignOutDialog = lazy(() => import('./SignOutDialog'))

/** Around every page of somebody signed in. */
export function Frame() {
  const { t } = useTranslation('common')
  const open = useOpenDialog()
  useShortcuts()
  return (
    <>
      <a
        href="#content"
        className="fixed start-4 top-3 z-50 -translate-y-20 rounded-md bg-accent px-4 py-2.5 font-medium text-on-accent focus:translate-y-0"
      >
        {t('skip')}
      </a>
      <TopBar />
      <div className="flex">
        <aside className="sticky top-(--topbar) hidden h-[calc(100dvh-var(--topbar))] w-(--sidebar) shrink-0 overflow-y-auto border-e border-line md:block">
          <SideNav />
        </aside>
        <main
          id="content"
          tabIndex={-1}
          className="min-w-0 grow px-4 pt-6 pb-[calc(var(--bottombar)+2rem)] outline-none sm:px-8 md:pt-8 md:pb-16"
        >
          <div className="mx-auto max-w-6xl">
            <Notices />
            <Suspense fallback={<PageSkeleton />}>
              <Outlet />
            </Suspense>
          </div>
        </main>
      </div>
      <BottomBar />
      <Suspense>
        {open === 'search' && <CommandPalette onClose={closeDialog} />}
        {open === 'help' && <ShortcutHelp onClose={closeDialog} />}
        {open === 'drawer' && <Drawer onClose={closeDialog} />}
        {open === 'sign-out' && <SignOutDialog onClose={closeDialog} />}
      </Suspense>
    </>
  )
}
