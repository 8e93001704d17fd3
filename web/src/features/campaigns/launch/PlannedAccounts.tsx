import type { LaunchAccount } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { PlatformMark } from '@/shared/platforms/PlatformMark'
import { usePlatformName } from '@/shared/platforms/use-platform-name'
import { Dotted } from '@/shared/ui/Dotted'
import { useAudienceWords } from '../use-audience-words'
import { budgetText, type Days, whenText } from './plan-text'

/** What will be made at each platform. */
export function PlannedAccounts({ accounts, days }: { accounts: LaunchAccount[]; days: Days }) {
  const { t } = useTranslation('campaigns')
  return (
    <ul aria-label={t('launch.accounts')} className="divide-y divide-line rounded-md border border-line">
      {accounts.map(account => (
        <li key={account.ad_account_id}>
          <Planned account={account} days={days} />
        </li>
      ))}
    </ul>
  )
}

function Planned({ account, days }: { account: LaunchAccount; days: Days }) {
  const { t } = useTranslation('campaigns')
  const format = useFormat()
  const platformName = usePlatformName()
  const budget = budgetText(t, format, account)
  const when = whenText(t, format, days)
  const { ages, genders, locations, languages } = useAudienceWords()(account.audience)
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <PlatformMark platform={account.platform} size="sm" />
      <div className="min-w-0 grow basis-44">
        <p className="font-medium break-words">
          <bdi>{account.ad_account_name}</bdi>
        </p>
        <Dotted className="text-sm text-muted">
          {platformName(account.platform)}
          {account.objective && t(`launch.goal.${account.objective}`)}
        </Dotted>
        {locations && (
          <Dotted className="text-sm text-muted">
            {locations}
            {ages}
            {genders || null}
            {languages || null}
          </Dotted>
        )}
        {account.ad_set_needs && (
          <p className="text-sm text-warn-text">
            {t(`launch.needs.${account.ad_set_needs}`, { platform: platformName(account.platform) })}
          </p>
        )}
        {!account.is_able && <p className="text-sm text-warn-text">{t('launch.unable')}</p>}
      </div>
      <div className="max-sm:basis-full max-sm:ps-12 sm:text-end">
        {budget && <p className="tabular font-medium">{budget}</p>}
        {when && <p className="text-sm text-muted">{when}</p>}
      </div>
    </div>
  )
}
