import {
  Activity,
  ChartSpline,
  Gauge,
  HeartPulse,
  LayoutDashboard,
  ListChecks,
  type LucideIcon,
  Megaphone,
  Plug,
  ScrollText,
  Settings,
  ShieldCheck,
  Users,
  Wallet,
} from 'lucide-react'
import { useCan, useMe } from '@/shared/session/queries'

const PAGES = [
  { id: 'dashboard', to: '/', icon: LayoutDashboard, key: 'd' },
  { id: 'campaigns', to: '/campaigns', icon: Megaphone, key: 'c', permission: 'campaigns.read' },
  { id: 'analytics', to: '/analytics', icon: ChartSpline, key: 'n', permission: 'analytics.read' },
  { id: 'spending', to: '/spending', icon: Wallet, key: 'p', permission: 'spending.read' },
  { id: 'team', to: '/team', icon: Users, key: 't', permission: 'members.read' },
  { id: 'integrations', to: '/integrations', icon: Plug, key: 'i', permission: 'integrations.read' },
  { id: 'activity', to: '/activity', icon: Activity, key: 'a', permission: 'activity.read' },
  { id: 'audit', to: '/audit', icon: ScrollText, key: 'l', permission: 'audit.read' },
  { id: 'usage', to: '/usage', icon: Gauge, key: 'u', permission: 'usage.read' },
  { id: 'jobs', to: '/jobs', icon: ListChecks, key: 'j', permission: 'jobs.read' },
  { id: 'settings', to: '/settings', icon: Settings, key: 's' },
  { id: 'operations', to: '/operations', icon: HeartPulse, key: 'o', instance: true },
  { id: 'admin', to: '/admin', icon: ShieldCheck, key: 'm', instance: true },
] as const satisfies {
  id: string
  to: string
  icon: LucideIcon
  /** Pressed after `g`. */
  key: string
  permission?: string
  /** For instance administrators. */
  instance?: true
}[]

export type PageEntry = (typeof PAGES)[number]

/** The pages this person may open. */
export function usePages(): PageEntry[] {
  const can = useCan()
  const me = useMe()
  return PAGES.filter(page => {
    if ('instance' in page) return me?.is_instance_admin === true
    return 'permission' in page ? can(page.permission) : true
  })
}
