import type { InstallationDetails } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key } from '@/shared/i18n/words'
import { Ago } from '@/shared/ui/Ago'
import { Badge } from '@/shared/ui/Badge'
import { Card } from '@/shared/ui/Card'

/** What the product stands on, and the nodes that serve it. */
export function Parts({ details: { parts, nodes } }: { details: InstallationDetails }) {
  const { t } = useTranslation('operations')
  return (
    <div className="grid items-start gap-6 xl:grid-cols-2">
      <Card title={t('part.title')}>
        <ul className="divide-y divide-line">
          {parts.map(part => (
            <Part key={part.name} part={part} />
          ))}
        </ul>
      </Card>
      <Card title={t('nodes.title')}>
        <ul className="divide-y divide-line">
          {nodes.map(node => (
            <li
              key={`${node.name} ${node.started_at}`}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5"
            >
              <span className="min-w-0">
                <bdi className="ltr block truncate font-mono text-sm">{node.name}</bdi>
                <span className="text-sm text-muted">
                  {t('nodes.since')} <Ago at={node.started_at} className="" />
                </span>
              </span>
              <Badge dot tone={node.is_alive ? 'ok' : 'neutral'}>
                {t(node.is_alive ? 'nodes.alive' : 'nodes.gone')}
              </Badge>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  )
}

function Part({
  part: { name, status, latency_ms, detail },
}: {
  part: InstallationDetails['parts'][number]
}) {
  const { t } = useTranslation('operations')
  const format = useFormat()
  const tone = status === 'ok' ? 'ok' : status === 'warning' ? 'warn' : 'danger'
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5">
      <span>
        <span className="block font-medium">{t(`part.${name}` as Key<'operations'>)}</span>
        {detail && <span className="text-sm text-muted">{detail}</span>}
      </span>
      <span className="flex items-center gap-3">
        <span className="tabular text-sm text-muted">{t('ms', { ms: format.number(latency_ms) })}</span>
        <Badge dot tone={tone}>
          {t(tone === 'ok' ? 'part.ok' : tone === 'warn' ? 'part.warning' : 'part.failed')}
        </Badge>
      </span>
    </li>
  )
}
