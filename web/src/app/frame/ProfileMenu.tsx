import { lazy } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useMe } from '@/shared/session/queries'
import { Avatar } from '@/shared/ui/Avatar'
import { PanelTrigger } from './PanelTrigger'

const load = () => import('./ProfilePanel')
const ProfilePanel = lazy(load)

export function ProfileMenu() {
  const { t } = useTranslation('common')
  const me = useMe()
  return (
    <PanelTrigger
      label={t('profile.menu')}
      popup="dialog"
      panel={ProfilePanel}
      preload={load}
      className="grid size-control place-items-center rounded-full"
    >
      <Avatar name={me?.name ?? ''} src={me?.picture_url} />
    </PanelTrigger>
  )
}
