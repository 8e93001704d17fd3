import { Table2 } from 'lucide-react'
import { useState } from 'react'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import type { Period, Slice } from './api'

type Props = { series: Slice[]; period: Period }

/** Requests over time as bars that follow the reading direction; the same as a table for who wants the numbers. */
export function TrafficChart({ series, period }: Props) {
  const { t } = useTranslation('operations')
  const [isTable, setTable] = useState(false)
  return (
    <figure>
      {isTable ? <Numbers series={series} period={period} /> : <Bars series={series} />}
      <figcaption className="mt-3 flex flex-wrap items-center justify-between gap-3 text-sm text-muted">
        <span className="flex flex-wrap gap-4">
          <Legend className="bg-accent">{t('chart.requests')}</Legend>
          <Legend className="bg-danger">{t('chart.failed')}</Legend>
        </span>
        <Button
          size="sm"
          variant="ghost"
          className="-me-3"
          aria-pressed={isTable}
          onPress={() => setTable(!isTable)}
        >
          <Table2 aria-hidden />
          {t(isTable ? 'chart.bars' : 'chart.table')}
        </Button>
      </figcaption>
    </figure>
  )
}

function Legend({ className, children }: { className: string; children: React.ReactNode }) {
  return (
    <span className="flex items-center gap-1.5">
      <span aria-hidden className={`size-2.5 rounded-full ${className}`} />
      {children}
    </span>
  )
}

function Bars({ series }: { series: Slice[] }) {
  const { t } = useTranslation('operations')
  const format = useFormat()
  const most = Math.max(1, ...series.map(slice => slice.requests))
  const share = (part: number) => `${(part / most) * 100}%`
  const marks = [series[0], series[Math.floor(series.length / 2)], series.at(-1)]
  return (
    <>
      <p className="tabular mb-1 text-xs text-faint">{t('chart.most', { number: format.number(most) })}</p>
      <div aria-hidden className="flex h-36 items-end gap-px border-b border-line-strong/50 sm:gap-0.5">
        {series.map(({ at, requests, failed }) => (
          <div
            key={at}
            title={t('chart.slice', {
              time: format.time(at),
              requests: format.number(requests),
              failed: format.number(failed),
            })}
            className="flex h-full grow basis-0 flex-col justify-end rounded-t-xs hover:bg-ink/6"
          >
            {failed > 0 && (
              <div className="min-h-0.5 rounded-t-xs bg-danger" style={{ height: share(failed) }} />
            )}
            {requests > failed && (
              <div
                className="min-h-0.5 rounded-t-xs bg-accent"
                style={{ height: share(requests - failed) }}
              />
            )}
          </div>
        ))}
      </div>
      <div aria-hidden className="tabular mt-1.5 flex justify-between text-xs text-faint">
        {marks.map(mark => mark && <span key={mark.at}>{format.time(mark.at)}</span>)}
      </div>
    </>
  )
}

/** The slices in which something happened, the newest first. */
function Numbers({ series, period }: Props) {
  const { t } = useTranslation('operations')
  const format = useFormat()
  const rows = series.filter(slice => slice.requests > 0).reverse()
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('chart.requests')}
      className="max-h-72 overflow-auto rounded-md border border-line"
    >
      <table aria-label={t(`period.${period}`)} className="w-full text-sm">
        <thead className="sticky top-0 bg-sunken text-muted">
          <tr>
            <th scope="col" className="px-4 py-2 text-start font-medium">
              {t('chart.at')}
            </th>
            {(['chart.requests', 'chart.failed', 'chart.p95'] as const).map(key => (
              <th key={key} scope="col" className="px-4 py-2 text-end font-medium">
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="tabular">
          {rows.map(({ at, requests, failed, p95_ms }) => (
            <tr key={at} className="border-t border-line">
              <td className="px-4 py-1.5">{format.time(at)}</td>
              <td className="px-4 py-1.5 text-end">{format.number(requests)}</td>
              <td className="px-4 py-1.5 text-end">{format.number(failed)}</td>
              <td className="px-4 py-1.5 text-end">
                {p95_ms == null ? '–' : t('ms', { ms: format.number(p95_ms) })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
