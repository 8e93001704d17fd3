import type { Campaign } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Period } from '@/shared/metrics/period'
import { Card } from '@/shared/ui/Card'
import { Link } from '@/shared/ui/Link'
import { Progress } from '@/shared/ui/Progress'
import { paceOf, shareOf, toneOf } from './pace'

const SHOWN = 5

type Props = { running: Campaign[] | undefined; week: Period }

/** What runs, against what it may spend: a week of a daily budget, or all of a lifetime's. Nothing has a budget, nothing is shown. */
export function BudgetsCard({ running, week }: Props) {
  const { t } = useTranslation('dashboard')
  const format = useFormat()
  const paced = (running ?? [])
    .flatMap(campaign => {
      const pace = paceOf(campaign, week)
      return pace ? [{ campaign, pace }] : []
    })
    .sort((a, b) => shareOf(b.pace) - shareOf(a.pace))
  if (paced.length === 0) return null
  return (
    <Card
      title={t('budget.title')}
      description={t('budget.lead', { days: format.days(week.start_date, week.end_date) })}
    >
      <ul className="flex flex-col gap-5">
        {paced.slice(0, SHOWN).map(({ campaign: { id, name, currency }, pace }) => {
          const money = (value: number) => format.money(value, { code: currency, whole: true })
          return (
            <li key={id}>
              <Progress
                label={
                  <Link
                    quiet
                    to="/campaigns/$campaignId"
                    params={{ campaignId: id }}
                    className="line-clamp-2"
                  >
                    <bdi>{name}</bdi>
                  </Link>
                }
                value={Math.min(pace.spent, pace.budget)}
                max={pace.budget}
                valueText={t(`budget.${pace.of}`, { spent: money(pace.spent), budget: money(pace.budget) })}
                tone={toneOf(pace)}
              />
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
