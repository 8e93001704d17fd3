import type { Value } from '@/shared/metrics/measures'

type Bar = { id: string; name: React.ReactNode; value: Value; text: string }
type Props = { label: string; rows: { id: string; name: React.ReactNode; bars: Bar[] }[] }

const COLOUR: Record<string, string> = {
  female: 'var(--series-1)',
  male: 'var(--series-3)',
  unknown: 'var(--line-strong)',
}

/** A group of bars for each age, a bar for each gender, each with its name and number. */
export function AgeBars({ label, rows }: Props) {
  const most = Math.max(0, ...rows.flatMap(({ bars }) => bars.map(({ value }) => value ?? 0)))
  const share = (value: Value) => (most > 0 && value != null ? (value / most) * 100 : 0)
  return (
    <ul aria-label={label} className="grid grid-cols-1 gap-x-10 gap-y-5 md:grid-cols-2">
      {rows.map(({ id, name, bars }) => (
        <li key={id} className="flex gap-4">
          <span className="w-14 shrink-0 text-sm font-semibold text-balance">{name}</span>
          <ul className="flex min-w-0 grow flex-col gap-1.5">
            {bars
              .filter(({ value }) => value != null)
              .map(bar => (
                <li
                  key={bar.id}
                  className="grid grid-cols-[4.5rem_minmax(0,1fr)_auto] items-center gap-3 text-sm"
                >
                  <span className="truncate text-muted">{bar.name}</span>
                  <span aria-hidden className="h-2.5 overflow-hidden rounded-full bg-ink/6">
                    <span
                      className="block h-full rounded-full transition-[width] duration-500 ease-out"
                      style={{
                        width: `${share(bar.value)}%`,
                        background: COLOUR[bar.id] ?? 'var(--series-5)',
                      }}
                    />
                  </span>
                  <span className="tabular min-w-16 text-end font-medium">{bar.text}</span>
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}
