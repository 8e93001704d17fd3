import { ChevronRight } from 'lucide-react'
import type { Integration } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Dotted } from '@/shared/ui/Dotted'
import { ButtonLink, Link } from '@/shared/ui/Link'
import { countUsed, endsSoon } from './state'

type Props = { integration: Integration; mayManage: boolean }

/** One connection on a platform's card; leads to its page. */
export function ConnectionRow({ integration, mayManage }: Props) {
  const { t } = useTranslation('integrations')
  const format = useFormat()
  const { id, platform, name, status, problem, synced_at } = integration
  const used = countUsed(integration)
  const end = endsSoon(integration)
  const isBroken = status === 'needs_reconnect'
  return (
    <li className="flex flex-col items-start gap-1.5 border-b border-line/70 last:border-0">
      <Link
        quiet
        to="/integrations/$integrationId"
        params={{ integrationId: id }}
        className="flex w-full items-center gap-3 rounded-md px-2 py-2 hover:bg-ink/4 hover:no-underline"
      >
        <span className="min-w-0 grow">
          <bdi className="block truncate font-medium">{name || t('row.unnamed')}</bdi>
          <Dotted className="text-sm text-muted">
            {used === 0 ? t('row.none_used') : t('row.used', { count: used })}
            {synced_at ? t('row.synced', { ago: format.ago(synced_at) }) : t('row.never_synced')}
          </Dotted>
          {end && (
            <span className="block text-sm font-medium text-warn-text">
              {t('row.ends', { date: format.date(end) })}
            </span>
          )}
          {isBroken && (
            <span className="block text-sm font-medium text-danger-text">
              {problem?.message ?? t('trouble.reconnect_title')}
            </span>
          )}
        </span>
        <ChevronRight aria-hidden className="mirror size-4 shrink-0 text-faint" />
      </Link>
      {isBroken && mayManage && (
        <ButtonLink
          to="/integrations/connect/$platform"
          params={{ platform }}
          search={{ mends: id }}
          size="sm"
          variant="primary"
          className="mx-2 mb-2"
        >
          {t('action.reconnect')}
          <span className="sr-only">{` (${name})`}</span>
        </ButtonLink>
      )}
    </li>
  )
}
