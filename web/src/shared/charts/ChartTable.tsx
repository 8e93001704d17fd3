type ChartRow = { id: string; name: React.ReactNode; cells: string[] }

type Props = { label: string; head: [first: string, ...others: string[]]; rows: ChartRow[] }

/** The numbers behind a chart. */
export function ChartTable({ label, head: [first, ...others], rows }: Props) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={label}
      className="max-h-80 overflow-auto rounded-md border border-line"
    >
      <table aria-label={label} className="w-full text-sm">
        <thead className="sticky top-0 bg-sunken text-muted">
          <tr>
            <th scope="col" className="px-4 py-2 text-start font-medium">
              {first}
            </th>
            {others.map(name => (
              <th key={name} scope="col" className="px-4 py-2 text-end font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="tabular">
          {rows.map(({ id, name, cells }) => (
            <tr key={id} className="border-t border-line">
              <th scope="row" className="px-4 py-1.5 text-start font-normal whitespace-nowrap">
                {name}
              </th>
              {cells.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells stand under their heads
                <td key={index} className="px-4 py-1.5 text-end whitespace-pre">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
