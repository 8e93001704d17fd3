import { ArrowRight, Building2, KeyRound, LayoutDashboard, Search, UserRound, Users } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { COMMAND_KEY } from '@/shared/lib/platform'
import { useCan } from '@/shared/session/queries'
import { Kbd } from '@/shared/ui/Kbd'
import { ButtonLink, Link } from '@/shared/ui/Link'
import { StepFrame } from './StepFrame'

const PLACES = [
  { id: 'dashboard', to: '/', Icon: LayoutDashboard },
  { id: 'team', to: '/team', Icon: Users, permission: 'members.read' },
  { id: 'api', to: '/integrations/keys', Icon: KeyRound, permission: 'api_keys.read' },
  { id: 'org', to: '/settings/organization', Icon: Building2, permission: 'org.read' },
  { id: 'profile', to: '/settings/profile', Icon: UserRound },
] as const

/** Where things are. */
export function DoneStep({ hasOrg }: { hasOrg: boolean }) {
  const { t } = useTranslation('onboarding')
  const can = useCan()
  const places = PLACES.filter(place => !('permission' in place) || can(place.permission))
  return (
    <StepFrame title={t('done.title')} lead={hasOrg ? t('done.lead') : t('done.lead_no_org')}>
      <ul className="-my-2 divide-y divide-line">
        {places.map(({ id, to, Icon }) => (
          <li key={id} className="flex items-center gap-4 py-3.5">
            <span className="grid size-10 shrink-0 place-items-center rounded-md bg-accent-soft text-accent-text">
              <Icon aria-hidden className="size-5" />
            </span>
            <div className="min-w-0">
              <Link to={to} quiet className="font-medium">
                {t(`done.${id}`)}
              </Link>
              <p className="text-sm text-muted">{t(`done.${id}_hint`)}</p>
            </div>
          </li>
        ))}
        <li className="flex items-center gap-4 py-3.5">
          <span className="grid size-10 shrink-0 place-items-center rounded-md bg-accent-soft text-accent-text">
            <Search aria-hidden className="size-5" />
          </span>
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-2 font-medium">
              {t('done.search')}
              <span dir="ltr" className="hidden gap-1 sm:flex">
                <Kbd>{COMMAND_KEY}</Kbd>
                <Kbd>K</Kbd>
              </span>
            </p>
            <p className="text-sm text-muted">{t('done.search_hint')}</p>
          </div>
        </li>
      </ul>
      <ButtonLink to="/" variant="primary" size="lg" className="mt-7 w-full">
        {t('done.go')}
        <ArrowRight aria-hidden className="mirror" />
      </ButtonLink>
    </StepFrame>
  )
}
