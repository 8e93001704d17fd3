import { useState } from 'react'
import type { AdAccount } from '@/shared/api/types'
import { zoneOption } from '@/shared/format/choices'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { matches } from '@/shared/lib/fold'
import { useLanguage } from '@/shared/lib/preferences'
import { Badge } from '@/shared/ui/Badge'
import { Checkbox } from '@/shared/ui/Checkbox'
import { SearchField } from '@/shared/ui/SearchField'

type Props = {
  accounts: AdAccount[]
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
}

/** A few need no search. */
const SEARCHED = 6

export function AccountPicker({ accounts, chosen, onChange }: Props) {
  const { t } = useTranslation('integrations')
  const { t: common } = useTranslation('common')
  const [query, setQuery] = useState('')
  const shown = accounts.filter(({ name, external_id }) => matches(`${name} ${external_id}`, query))
  const isAll = shown.length > 0 && shown.every(({ id }) => chosen.has(id))
  const change = (ids: string[], isChosen: boolean) => {
    const next = new Set(chosen)
    for (const id of ids) isChosen ? next.add(id) : next.delete(id)
    onChange(next)
  }
  return (
    <div className="flex flex-col gap-3">
      {accounts.length > SEARCHED && (
        <SearchField label={t('accounts.search')} value={query} onChange={setQuery} className="w-full" />
      )}
      <div className="rounded-md border border-line">
        <div className="flex flex-wrap items-center justify-between gap-x-4 border-b border-line bg-sunken/60 px-4 py-2">
          <Checkbox
            isSelected={isAll}
            isIndeterminate={!isAll && shown.some(({ id }) => chosen.has(id))}
            isDisabled={shown.length === 0}
            onChange={all =>
              change(
                shown.map(({ id }) => id),
                all,
              )
            }
          >
            <span className="font-medium">{t('accounts.all')}</span>
          </Checkbox>
          <span role="status" className="text-sm text-muted">
            {t('accounts.chosen', { count: chosen.size })}
          </span>
        </div>
        <ul aria-label={t('accounts.title')} className="max-h-104 divide-y divide-line overflow-y-auto">
          {shown.map(account => (
            <li key={account.id} className="px-4">
              <Checkbox
                className="w-full py-3"
                isSelected={chosen.has(account.id)}
                onChange={isChosen => change([account.id], isChosen)}
              >
                <AccountLine account={account} />
              </Checkbox>
            </li>
          ))}
          {shown.length === 0 && <li className="p-4 text-center text-muted">{common('list.no_match')}</li>}
        </ul>
      </div>
    </div>
  )
}

/** What tells one account from another: its name, number, currency and the zone of its days. */
export function AccountLine({ account }: { account: AdAccount }) {
  const { t } = useTranslation('integrations')
  const format = useFormat()
  const language = useLanguage()
  return (
    <span className="flex min-w-0 flex-col">
      <span className="flex flex-wrap items-center gap-2">
        <bdi className="font-medium">{account.name}</bdi>
        {!account.is_active && <Badge>{t('accounts.inactive')}</Badge>}
        {!account.is_reached && <Badge tone="warn">{t('accounts.unreached')}</Badge>}
      </span>
      <span className="text-sm text-muted">
        <bdi dir="ltr" className="font-mono text-xs">
          {account.external_id}
        </bdi>
        {` · ${format.currencyName(account.currency)} · `}
        {zoneOption(language, account.time_zone).label}
      </span>
    </span>
  )
}
