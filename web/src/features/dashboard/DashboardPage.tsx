import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan, useMe, useOrgId } from '@/shared/session/queries'
import { PageHeader } from '@/shared/ui/PageHeader'
import { NoOrg } from './NoOrg'
import { type DashboardSearch, Numbers } from './Numbers'
import { QuickActions } from './QuickActions'
import { RecentActivity } from './RecentActivity'
import { StatCards } from './StatCards'
import { UsageCard } from './UsageCard'
import { seesNumbers } from './use-numbers'

type Props = { checklist: React.ReactNode; alerts: React.ReactNode; search: DashboardSearch }

/** `checklist` and `alerts` belong to other features; the route brings them. */
export function DashboardPage({ checklist, alerts, search }: Props) {
  const { t } = useTranslation('dashboard')
  const format = useFormat()
  const me = useMe()
  const org = useOrgId()
  const can = useCan()
  const name = me?.name.trim().split(/\s+/)[0] ?? ''
  return (
    <>
      <PageHeader title={t(`greeting.${partOfDay()}`, { name })} description={format.date(new Date())} />
      <div className="flex flex-col gap-6">
        {checklist}
        {org ? (
          <>
            {alerts}
            {seesNumbers(can) && <Numbers org={org} search={search} />}
            <StatCards org={org} />
            <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
              {can('activity.read') && <RecentActivity org={org} />}
              <div className="flex flex-col gap-6 max-lg:-order-1">
                <QuickActions />
                {can('usage.read') && <UsageCard org={org} />}
              </div>
            </div>
          </>
        ) : (
          <NoOrg />
        )}
      </div>
    </>
  )
}

function partOfDay() {
  const hour = new Date().getHours()
  return hour >= 4 && hour < 12 ? 'morning' : hour < 17 && hour >= 12 ? 'day' : 'evening'
}
