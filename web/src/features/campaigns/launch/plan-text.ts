import type { Campaign, LaunchAccount } from '@/shared/api/types'
import type { Format } from '@/shared/format/format'
import type { Translate } from '@/shared/i18n/words'

export type Days = Pick<Campaign, 'start_date' | 'end_date'>

/** "21 Nov to 2 Dec", or only from when: the days of each account's own zone, whatever day that is for the reader. */
export function whenText(t: Translate<'campaigns'>, format: Format, { start_date, end_date }: Days) {
  const from = start_date && format.day(start_date)
  const to = end_date && format.day(end_date)
  if (from && to) return t('launch.from_to', { from, to })
  if (from) return t('launch.from', { date: from })
  return to ? t('launch.until', { date: to }) : undefined
}

/** What it may spend at its platform, in the account's currency. */
export function budgetText(t: Translate<'campaigns'>, format: Format, account: LaunchAccount) {
  const { daily_budget: daily, lifetime_budget: lifetime, currency: code } = account
  if (daily != null) return t('budget.daily', { budget: format.money(daily, { code }) })
  return lifetime == null ? undefined : t('budget.whole', { budget: format.money(lifetime, { code }) })
}
