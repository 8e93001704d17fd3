import { useNavigate } from '@tanstack/react-router'
import { Keyboard, LogOut, Settings } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useMe } from '@/shared/session/queries'
import { useSavePreferences } from '@/shared/session/use-save-preferences'
import { Avatar } from '@/shared/ui/Avatar'
import { LanguageSwitch } from '@/shared/ui/LanguageSwitch'
import { ThemePicker } from '@/shared/ui/ThemePicker'
import { openDialog } from './open-dialog'
import { Panel } from './Panel'
import type { PanelProps } from './PanelTrigger'

export default function ProfilePanel(props: PanelProps) {
  const { t } = useTranslation('common')
  const me = useMe()
  const navigate = useNavigate()
  const savePreferences = useSavePreferences()
  const closeAnd = (next: () => void) => () => {
    props.onClose()
    next()
  }
  return (
    <Panel {...props} label={t('profile.menu')} className="w-72">
      <div className="flex items-center gap-3 border-b border-line px-4 py-3.5">
        <Avatar name={me?.name ?? ''} src={me?.picture_url} />
        <div className="min-w-0">
          <bdi className="block truncate font-medium">{me?.name}</bdi>
          <p className="ltr truncate text-sm text-muted">{me?.email}</p>
        </div>
      </div>
      <div className="flex items-center justify-between gap-3 px-4 py-3">
        <span className="text-sm text-muted">{t('theme.title')}</span>
        <ThemePicker onPick={theme => savePreferences({ theme })} />
      </div>
      <div className="flex border-b border-line px-1 pb-2 sm:hidden">
        <LanguageSwitch onSwitch={locale => savePreferences({ locale })} />
      </div>
      <div className="border-t border-line p-1">
        <Entry icon={<Settings />} onPress={closeAnd(() => void navigate({ to: '/settings' }))}>
          {t('profile.settings')}
        </Entry>
        <Entry icon={<Keyboard />} onPress={closeAnd(() => openDialog('help'))}>
          {t('profile.shortcuts')}
        </Entry>
        <Entry icon={<LogOut className="mirror" />} onPress={closeAnd(() => openDialog('sign-out'))}>
          {t('profile.sign_out')}
        </Entry>
      </div>
    </Panel>
  )
}

function Entry(props: { icon: React.ReactNode; onPress: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      onClick={props.onPress}
      className="flex min-h-10 w-full items-center gap-3 rounded-sm px-3 text-start hover:bg-ink/6 pointer-coarse:min-h-11 [&_svg]:size-4.5 [&_svg]:text-faint"
    >
      {props.icon}
      {props.children}
    </button>
  )
}
