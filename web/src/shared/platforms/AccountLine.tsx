import type { AdAccount } from '@/shared/api/types'
import { zoneOption } from '@/shared/format/choices'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useLanguage } from '@/shared/lib/preferences'
import { Badge } from '@/shared/ui/Badge'
import { Dotted } from '@/shared/ui/Dotted'

/** What tells one account from another: its name, number, currency and the zone of its days. */
export function AccountLine({ account }: { account: AdAccount }) {
  const { t } = useTranslation('shared/platforms')
  const format = useFormat()
  const language = useLanguage()
  return (
    <span className="flex min-w-0 flex-col">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <bdi className="min-w-0 font-medium break-words">{account.name}</bdi>
        {!account.is_active && <Badge>{t('accounts.inactive')}</Badge>}
        {!account.is_reached && <Badge tone="warn">{t('accounts.unreached')}</Badge>}
      </span>
      <Dotted className="text-sm text-muted">
        <bdi dir="ltr" className="font-mono text-xs">
          {account.external_id}
        </bdi>
        {format.currencyName(account.currency)}
        {zoneOption(language, account.time_zone).label}
      </Dotted>
    </span>
  )
}
