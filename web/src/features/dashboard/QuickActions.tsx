import { Link } from '@tanstack/react-router'
import { Building2, ChartSpline, ChevronRight, KeyRound, Megaphone, Settings, UserPlus } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'

const ACTIONS = [
  { id: 'campaign', to: '/campaigns/wizard', search: {}, Icon: Megaphone, permission: 'campaigns.create' },
  { id: 'analytics', to: '/analytics', search: {}, Icon: ChartSpline, permission: 'analytics.read' },
  { id: 'invite', to: '/team', search: {}, Icon: UserPlus, permission: 'members.invite' },
  { id: 'key', to: '/integrations/keys', search: {}, Icon: KeyRound, permission: 'api_keys.manage' },
  { id: 'org', to: '/organizations', search: { create: 'new' }, Icon: Building2 },
  { id: 'settings', to: '/settings/profile', search: {}, Icon: Settings },
] as const

export function QuickActions() {
  const { t } = useTranslation('dashboard')
  const can = useCan()
  const actions = ACTIONS.filter(action => !('permission' in action) || can(action.permission))
  return (
    <Card flush title={t('action.title')}>
      <ul className="px-2 pb-2 sm:px-3 sm:pb-3">
        {actions.map(({ id, to, search, Icon }) => (
          <li key={id}>
            <Link
              to={to}
              search={search}
              preload="intent"
              className="flex min-h-11 items-center gap-3 rounded-md px-3 font-medium transition-colors hover:bg-ink/5"
            >
              <Icon aria-hidden className="size-5 shrink-0 text-accent-text" />
              <span className="grow">{t(`action.${id}`)}</span>
              <ChevronRight aria-hidden className="mirror size-4 text-faint" />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
