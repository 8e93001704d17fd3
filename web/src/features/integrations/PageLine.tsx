import type { SocialAccount } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Badge } from '@/shared/ui/Badge'
import { Dotted } from '@/shared/ui/Dotted'

/** What tells one page from another: its name, what it is, its number. */
export function PageLine({ page }: { page: SocialAccount }) {
  const { t } = useTranslation('integrations')
  const { t: shared } = useTranslation('shared/platforms')
  return (
    <span className="flex min-w-0 flex-col">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <bdi className="min-w-0 font-medium break-words">{page.name}</bdi>
        {!page.is_reached && <Badge tone="warn">{shared('accounts.unreached')}</Badge>}
      </span>
      <Dotted className="text-sm text-muted">
        {t(`pages.kind.${page.kind}`)}
        <bdi dir="ltr" className="font-mono text-xs">
          {page.external_id}
        </bdi>
      </Dotted>
    </span>
  )
}
