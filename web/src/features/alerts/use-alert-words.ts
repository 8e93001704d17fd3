import type { Alert, AlertRule } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'

/** What an alert says: in a line, and by which numbers. */
export function useAlertWords() {
  const { t } = useTranslation('alerts')
  const format = useFormat()
  const times = (value: number) => t('times', { number: format.decimal(value) })

  const headline = (alert: Alert) => {
    const { kind, value, threshold, evidence } = alert
    const money = (amount: number) => format.money(amount, { code: evidence.currency })
    if (kind === 'budget') return t('what.budget', { percent: format.percent(Math.round(value)) })
    if (kind === 'spend_spike') return t('what.spend_spike', { percent: format.percent(Math.round(value)) })
    if (kind === 'pacing') {
      const percent = format.percent(Math.abs(Math.round(value)))
      return t(value < 0 ? 'what.under' : 'what.over', { percent })
    }
    const say = kind === 'cpa' ? money : kind === 'roas' ? times : format.percent
    return t(`what.${kind}`, { value: say(value), threshold: say(threshold) })
  }

  const evidence = ({ evidence }: Alert): string[] => {
    const { spend, budget, budget_type, currency, projected_spend, ends_on, runs_out_on, from, to } = evidence
    const money = (amount: number) =>
      format.money(amount, { code: currency, whole: Math.abs(amount) >= 1000 })
    const facts = [
      spend != null &&
        (budget == null
          ? t('why.spend', { spend: money(spend) })
          : t(budget_type === 'daily' ? 'why.spend_daily' : 'why.spend_of', {
              spend: money(spend),
              budget: money(budget),
            })),
      projected_spend != null &&
        (ends_on
          ? t('why.projected_by', { projected: money(projected_spend), date: format.day(ends_on) })
          : t('why.projected', { projected: money(projected_spend) })),
      runs_out_on && t('why.runs_out', { date: format.day(runs_out_on) }),
      from && to && (from === to ? format.day(from) : format.days(from, to)),
    ]
    return facts.filter(fact => typeof fact === 'string')
  }

  /** When a rule speaks up. */
  const rule = ({ kind, thresholds }: Pick<AlertRule, 'kind' | 'thresholds'>) => {
    const say =
      kind === 'cpa' ? format.decimal : kind === 'roas' ? times : (number: number) => format.percent(number)
    return t(`rule.${kind}`, { value: format.list(thresholds.map(say)) })
  }

  return { headline, evidence, rule }
}
