import { Link, Outlet } from '@tanstack/react-router'
import { Bell, BellRing, Building2, Database, MonitorSmartphone, ShieldCheck, UserRound } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOpenInView } from '@/shared/lib/use-open-in-view'
import { useCan } from '@/shared/session/queries'

const ACCOUNT = [
  { id: 'profile', to: '/settings/profile', Icon: UserRound },
  { id: 'security', to: '/settings/security', Icon: ShieldCheck },
  { id: 'sessions', to: '/settings/sessions', Icon: MonitorSmartphone },
  { id: 'notifications', to: '/settings/notifications', Icon: Bell },
  { id: 'data', to: '/settings/data', Icon: Database },
] as const
const ORG = [
  { id: 'organization', to: '/settings/organization', Icon: Building2, need: 'org.read' },
  { id: 'alerts', to: '/settings/alerts', Icon: BellRing, need: 'analytics.read' },
] as const

/** Settings beside their list; on phones the list is a row above. */
export function SettingsLayout() {
  const { t } = useTranslation('settings')
  const can = useCan()
  const nav = useOpenInView()
  const ofOrg = ORG.filter(({ need }) => can(need))
  return (
    <div className="gap-10 lg:grid lg:grid-cols-[13rem_minmax(0,1fr)]">
      <nav
        ref={nav}
        aria-label={t('nav.label')}
        className="-mx-4 mb-6 flex gap-1 overflow-x-auto px-4 pb-1 sm:-mx-8 sm:px-8 lg:sticky lg:top-[calc(var(--topbar)+2rem)] lg:m-0 lg:flex-col lg:self-start lg:overflow-visible lg:p-0"
      >
        <Heading>{t('nav.account')}</Heading>
        {ACCOUNT.map(entry => (
          <Entry key={entry.id} {...entry} />
        ))}
        {ofOrg.length > 0 && (
          <>
            <Heading>{t('nav.org')}</Heading>
            {ofOrg.map(entry => (
              <Entry key={entry.id} {...entry} />
            ))}
          </>
        )}
      </nav>
      <div className="min-w-0 max-w-3xl">
        <Outlet />
      </div>
    </div>
  )
}

const Heading = ({ children }: { children: string }) => (
  <p className="mt-5 mb-1 hidden px-3 text-xs font-medium text-faint first:mt-0 lg:block">{children}</p>
)

const entryStyles =
  'flex min-h-10 shrink-0 items-center gap-2.5 rounded-md px-3 font-medium whitespace-nowrap text-muted transition-colors hover:bg-ink/5 hover:text-ink pointer-coarse:min-h-11 [&_svg]:size-4.5 [&_svg]:shrink-0'

type EntryProps = (typeof ACCOUNT)[number] | (typeof ORG)[number]

function Entry({ id, to, Icon }: EntryProps) {
  const { t } = useTranslation('settings')
  return (
    <Link to={to} className={entryStyles} activeProps={{ className: 'bg-accent-soft! text-accent-text!' }}>
      <Icon aria-hidden />
      {t(`nav.${id}`)}
    </Link>
  )
}
