export type Bar = {
  id: string
  name: React.ReactNode
  value: number | null | undefined
  text: string
  note?: string | undefined
  /** In a line of its own below. */
  detail?: React.ReactNode
}

/** Horizontal bars, the longest being the most. Each says its number, so that no colour or length has to be read. */
export function BarList({ label, bars }: { label: string; bars: Bar[] }) {
  const most = Math.max(0, ...bars.map(({ value }) => value ?? 0))
  const share = (value: Bar['value']) => (most > 0 && value != null ? (value / most) * 100 : 0)
  return (
    <ul aria-label={label} className="flex flex-col gap-3.5">
      {bars.map(({ id, name, value, text, note, detail }) => (
        <li key={id}>
          <div className="flex items-baseline justify-between gap-4">
            <span className="min-w-0 truncate">{name}</span>
            <span className="tabular shrink-0">
              <span className="font-medium">{text}</span>
              {note && <span className="ms-2 inline-block min-w-10 text-end text-sm text-muted">{note}</span>}
            </span>
          </div>
          <div aria-hidden className="mt-1.5 h-2 overflow-hidden rounded-full bg-ink/6">
            <div
              className="h-full rounded-full bg-accent transition-[width] duration-500 ease-out"
              style={{ width: `${share(value)}%` }}
            />
          </div>
          {detail && <div className="mt-1.5 text-sm text-muted">{detail}</div>}
        </li>
      ))}
    </ul>
  )
}
