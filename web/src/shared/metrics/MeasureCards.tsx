import type { MetricsTrend } from '@/shared/api/types'
import { cx } from '@/shared/lib/cx'
import type { Asked } from '@/shared/ui/QueryBody'
import { Skeleton } from '@/shared/ui/Skeleton'
import { Delta } from './Delta'
import type { Measure } from './measures'
import { OtherMoney } from './OtherMoney'
import { useMeasures } from './use-measures'

const SHOWN: Measure[] = ['spend', 'impressions', 'clicks', 'ctr', 'conversions', 'cpa', 'revenue', 'roas']

type Props = {
  trend: Asked<MetricsTrend>
  measure: Measure
  onChoose: (measure: Measure) => void
}

/** What matters most, each with its change; pressing one draws it over time. What went wrong is said by the chart. */
export function MeasureCards({ trend: { data, error, isPlaceholderData }, measure, onChoose }: Props) {
  const measures = useMeasures(data?.currency)
  if (error && !data) return null
  return (
    <ul
      aria-busy={!data || isPlaceholderData}
      className={cx(
        'grid grid-cols-2 gap-3 transition-opacity md:grid-cols-4',
        isPlaceholderData && 'opacity-55',
      )}
    >
      {SHOWN.map(id => (
        <li key={id}>
          <button
            type="button"
            aria-pressed={id === measure}
            onClick={() => onChoose(id)}
            className={cx(
              'flex h-full w-full flex-col items-start rounded-lg border bg-surface px-4 py-3.5 text-start shadow-card transition-colors sm:px-5',
              id === measure ? 'border-accent ring-1 ring-accent' : 'border-line hover:border-line-strong',
            )}
          >
            <span className="text-sm text-muted">{measures.name(id)}</span>
            {data ? (
              <>
                <span
                  title={measures.text(id, data[id])}
                  className="tabular mt-1 text-xl font-semibold sm:text-2xl"
                >
                  {measures.short(id, data[id])}
                </span>
                {data.previous && (
                  <span className="mt-1 flex min-h-5 items-center">
                    <Delta measure={id} now={data[id]} before={data.previous.metrics[id]} />
                  </span>
                )}
                {id === 'spend' && <OtherMoney amounts={data.other_currencies} />}
              </>
            ) : (
              <>
                <Skeleton className="mt-2.5 h-6 w-24" />
                <Skeleton className="mt-2.5 mb-1 h-3.5 w-14" />
              </>
            )}
          </button>
        </li>
      ))}
    </ul>
  )
}
