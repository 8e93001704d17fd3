import type { LaunchAccount } from '@/shared/api/types'
import type { Format } from '@/shared/format/format'
import type { Translate } from '@/shared/i18n/words'

/** A day (`2026-11-21`) is the same day everywhere; an instant is the reader's day. */
const dayOf = (format: Format, at: string) => (at.length === 10 ? format.day(at) : format.date(at))

/** "21 Nov to 2 Dec", or only from when. */
export function whenText(t: Translate<'campaigns'>, format: Format, account: LaunchAccount) {
  const from = account.starts_at && dayOf(format, account.starts_at)
  const to = account.ends_at && dayOf(format, account.ends_at)
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
