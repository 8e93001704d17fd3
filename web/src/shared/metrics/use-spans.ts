import { useFormat } from '@/shared/format/use-format'
import type { Step } from './period'

type Span = { date: string; hour?: number }

/** What the points of a chart are called: short below it, whole where one is read. */
export function useSpans(step: Step) {
  const format = useFormat()
  const isMonths = step === 'month'
  const whole = ({ date }: Span) => (isMonths ? format.month(date) : format.day(date))
  const short = ({ date }: Span) => (isMonths ? format.month(date) : format.day(date, { short: true }))
  return {
    label: (span: Span) => (span.hour === undefined ? short(span) : format.hour(span.hour)),
    title: (span: Span) =>
      span.hour === undefined ? whole(span) : `${whole(span)} ${format.hour(span.hour)}`,
  }
}
