import { Link } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { COMMAND_KEY } from '@/shared/lib/platform'
import { useSavePreferences, useUnsavedPreferences } from '@/shared/session/use-save-preferences'
import { IconButton } from '@/shared/ui/IconButton'
import { Kbd } from '@/shared/ui/Kbd'
import { LanguageSwitch } from '@/shared/ui/LanguageSwitch'
import { Logo } from '@/shared/ui/Logo'
import { Live } from './Live'
import { Notifications } from './Notifications'
import { OrgSwitcher } from './OrgSwitcher'
import { openDialog } from './open-dialog'
import { ProfileMenu } from './ProfileMenu'

export function TopBar() {
  const { t } = useTranslation('common')
  const savePreferences = useSavePreferences()
  useUnsavedPreferences()
  return (
    <header className="sticky top-0 z-20 flex h-(--topbar) items-center border-b border-line bg-bg/88 backdrop-blur-md">
      <div className="hidden w-(--sidebar) shrink-0 items-center ps-6 md:flex">
        <Link to="/" aria-label="CMIS" className="flex rounded-sm">
          <Logo />
        </Link>
      </div>
      <div className="flex min-w-0 grow items-center gap-1 px-3 sm:gap-2 md:ps-6 md:pe-5">
        <OrgSwitcher />
        <div className="grow" />
        <button
          type="button"
          onClick={() => openDialog('search')}
          className="hidden h-9 w-64 items-center gap-2.5 rounded-md border border-line bg-surface px-3 text-sm text-faint transition-colors hover:border-line-strong lg:flex"
        >
          <Search aria-hidden className="size-4" />
          <span className="grow text-start">{t('search.open')}</span>
          <span dir="ltr" className="flex gap-1">
            <Kbd>{COMMAND_KEY}</Kbd>
            <Kbd>K</Kbd>
          </span>
        </button>
        <span className="lg:hidden">
          <IconButton label={t('search.short')} onPress={() => openDialog('search')}>
            <Search />
          </IconButton>
        </span>
        <Live />
        <Notifications />
        <span className="hidden sm:block">
          <LanguageSwitch onSwitch={locale => savePreferences({ locale })} />
        </span>
        <ProfileMenu />
      </div>
    </header>
  )
}
