import { type ReactNode, useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { matches } from '@/shared/lib/fold'
import { Checkbox } from '@/shared/ui/Checkbox'
import { SearchField } from '@/shared/ui/SearchField'
import { PlatformMark } from './PlatformMark'
import type { PlatformId } from './platforms'
import { usePlatformName } from './use-platform-name'

/** With its platform where there are those of several. */
type Account = { id: string; external_id: string; name: string; platform?: PlatformId }

type Props<A extends Account> = {
  label: string
  accounts: A[]
  /** What tells one from another. */
  line: (account: A) => ReactNode
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
}

/** A few need no search. */
const SEARCHED = 6

export function AccountPicker<A extends Account>({ label, accounts, line, chosen, onChange }: Props<A>) {
  const { t } = useTranslation('shared/platforms')
  const { t: common } = useTranslation('common')
  const platformName = usePlatformName()
  const [query, setQuery] = useState('')
  const known = new Set(accounts.map(({ id }) => id))
  const unknown = [...chosen].filter(id => !known.has(id))
  // What was ticked and is unknown stays in sight although it is unticked, until the choice is made.
  const [first] = useState(unknown)
  const lost = [...new Set([...first, ...unknown])].filter(id => !known.has(id) && matches(id, query))
  const shown = accounts.filter(({ name, external_id, platform }) =>
    matches(`${name} ${external_id} ${platform ? platformName(platform) : ''}`, query),
  )
  const isAll = shown.length > 0 && shown.every(({ id }) => chosen.has(id))
  const change = (ids: string[], isChosen: boolean) => {
    const next = new Set(chosen)
    for (const id of ids) isChosen ? next.add(id) : next.delete(id)
    onChange(next)
  }
  return (
    <fieldset aria-label={label} className="flex min-w-0 flex-col gap-3">
      {accounts.length > SEARCHED && (
        <SearchField label={t('accounts.search')} value={query} onChange={setQuery} className="w-full" />
      )}
      <div className="rounded-md border border-line">
        <div className="flex flex-wrap items-center justify-between gap-x-4 rounded-t-md border-b border-line bg-sunken/60 px-4 py-2">
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
        <ul aria-label={label} className="max-h-104 divide-y divide-line overflow-y-auto">
          {lost.map(id => (
            <li key={id} className="px-4">
              <Checkbox
                className="w-full py-3"
                isSelected={chosen.has(id)}
                onChange={isChosen => change([id], isChosen)}
              >
                <Lost id={id} />
              </Checkbox>
            </li>
          ))}
          {shown.map(account => (
            <li key={account.id} className="px-4">
              <Checkbox
                className="w-full py-3"
                isSelected={chosen.has(account.id)}
                onChange={isChosen => change([account.id], isChosen)}
              >
                <Named platform={account.platform}>{line(account)}</Named>
              </Checkbox>
            </li>
          ))}
          {shown.length + lost.length === 0 && (
            <li className="p-4 text-center text-muted">{common('list.no_match')}</li>
          )}
        </ul>
      </div>
    </fieldset>
  )
}

function Named({ platform, children }: { platform: PlatformId | undefined; children: ReactNode }) {
  const platformName = usePlatformName()
  if (!platform) return children
  return (
    <span className="flex min-w-0 items-center gap-3">
      <PlatformMark platform={platform} size="sm" />
      <span className="sr-only">{`${platformName(platform)}: `}</span>
      {children}
    </span>
  )
}

/** Assigned once, and of no platform that is connected now. */
function Lost({ id }: { id: string }) {
  const { t } = useTranslation('shared/platforms')
  return (
    <span className="flex min-w-0 flex-col">
      <span className="font-medium">{t('accounts.unknown')}</span>
      <span className="text-sm text-muted">{t('accounts.unknown_hint')}</span>
      <code className="ltr w-fit max-w-full font-mono text-xs break-all text-faint">{id}</code>
    </span>
  )
}
