import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import type { Figures, InstallationDetails } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { Card } from '@/shared/ui/Card'

const LOOK = {
  healthy: { icon: CircleCheck, tone: 'text-ok-text', word: 'status.healthy' },
  degraded: { icon: TriangleAlert, tone: 'text-warn-text', word: 'status.degraded' },
  unhealthy: { icon: CircleAlert, tone: 'text-danger-text', word: 'status.unhealthy' },
} as const

type Props = { figures: Figures; details: InstallationDetails }

/** Whether it is well, since when, who is there. */
export function Summary({ figures, details: { activity, nodes } }: Props) {
  const { t } = useTranslation('operations')
  const format = useFormat()
  const { icon: Icon, tone, word } = LOOK[figures.status as keyof typeof LOOK] ?? LOOK.unhealthy
  const versions = [...new Set(nodes.filter(node => node.is_alive).map(node => node.version))]
  const facts: [string, React.ReactNode][] = [
    [t('uptime'), format.duration(figures.uptime_seconds)],
    [
      t('version'),
      <span key="version" className="ltr">
        {versions.join(', ')}
      </span>,
    ],
    [t('people'), format.number(activity.people_now)],
    [t('people_today'), format.number(activity.people_today)],
    [t('orgs_today'), format.number(activity.organizations_today)],
  ]
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-x-10 gap-y-5">
        <p role="status" className={cx('flex items-center gap-3 text-lg font-semibold', tone)}>
          <Icon aria-hidden className="size-6" />
          {t(word)}
        </p>
        <dl className="grid grow grid-cols-2 gap-x-8 gap-y-4 sm:flex sm:flex-wrap sm:justify-end sm:gap-x-10">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt className="text-sm text-muted">{name}</dt>
              <dd className="tabular font-medium">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Card>
  )
}
