import { useMemo } from 'react'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { kindOf, type Measure, type Value } from './measures'

/** Stands for what is unknown, which is not the same as nothing. */
export const UNKNOWN = '—'

/** Names of measures, and their numbers as the reader writes them; money in a currency of its own. */
export function useMeasures(currency?: string) {
  const { t } = useTranslation('shared/metrics')
  const format = useFormat()
  return useMemo(() => {
    const write = (measure: Measure, value: Value, isShort: boolean) => {
      if (value == null) return UNKNOWN
      const kind = kindOf(measure)
      if (kind === 'percent') return format.percent(value)
      if (kind === 'ratio') return t('times', { number: format.decimal(value) })
      if (kind === 'count') return isShort ? format.compact(value) : format.number(value)
      return format.money(value, { code: currency, whole: Math.abs(value) >= 1000, compact: isShort })
    }
    return {
      name: (measure: Measure) => t(`measure.${measure}`),
      text: (measure: Measure, value: Value) => write(measure, value, false),
      /** Without a currency, which the heading of a chart makes plain. */
      axis: (measure: Measure, value: number) =>
        kindOf(measure) === 'money' ? format.compact(value) : write(measure, value, true),
      /** 12,400 as 12.4K: for cards, with the full number in a title. */
      short: (measure: Measure, value: Value) => write(measure, value, true),
    }
  }, [t, format, currency])
}
