import { useQuery } from '@tanstack/react-query'
import type { CampaignChange, CampaignDetail } from '@/shared/api/types'
import { useDatesText } from '@/shared/campaigns/use-dates-text'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Note } from '@/shared/metrics/notes'
import { todayIn } from '@/shared/metrics/period'
import { useContextOrg, useOrgId } from '@/shared/session/queries'
import { notedQuery } from './api'
import { deedOf } from './deed'

/** A name of either script turns nothing around it. */
const apart = (name: string) => `\u2068${name}\u2069`

/** What was decided of a campaign, for the days of its trend: what, from what to what, who and when. */
export function useNotes({ id, status, currency }: CampaignDetail): Note[] {
  const { t } = useTranslation('campaigns')
  const format = useFormat()
  const dates = useDatesText()
  const timeZone = useContextOrg()?.time_zone
  const { data } = useQuery({ ...notedQuery(useOrgId(), id), enabled: status !== 'draft' })
  const money = (value: number | null) => (value === null ? '—' : format.money(value, { code: currency }))
  const whatOf = (change: CampaignChange) => {
    const { before, after, reason } = change
    const what = t(`changes.deed.${deedOf(change)}`)
    if (before.budget !== undefined && after.budget !== undefined)
      return t('changes.note.budget', { what, before: money(before.budget), after: money(after.budget) })
    if (before.dates && after.dates)
      return t('changes.note.budget', { what, before: dates(before.dates), after: dates(after.dates) })
    return reason ? t('changes.note.because', { what, why: t(`changes.reason.${reason}`) }) : what
  }
  return (data ?? []).map(change => ({
    id: change.id,
    day: todayIn(timeZone, new Date(change.made_at)),
    text: t(change.undone_at ? 'changes.note.undone' : 'changes.note.done', {
      what: whatOf(change),
      who: change.made_by ? apart(change.made_by.name) : t('changes.by_itself'),
      at: format.dateTime(change.made_at),
    }),
  }))
}
