import type { ReactTable } from '@tanstack/react-table'
import { Skeleton } from './Skeleton'
import type { features } from './table-columns'

type Props<Row extends { id: string }> = {
  // biome-ignore lint/suspicious/noExplicitAny: what the table selects of its state does not matter here
  table: ReactTable<typeof features, Row, any>
  label: string
  isLoading: boolean
}

/** The rows of a table on a phone: each a card with the title, the actions at the corner and labelled lines. */
export function TableCards<Row extends { id: string }>({ table, label, isLoading }: Props<Row>) {
  const headers = table.getHeaderGroups()[0]?.headers ?? []
  if (isLoading) return <CardSkeletons />
  return (
    <ul aria-label={label} className="divide-y divide-line border-t border-line">
      {table.getRowModel().rows.map(row => {
        const cells = row.getAllCells()
        const place = (where: string | undefined) =>
          cells.filter(cell => cell.column.columnDef.meta?.phone === where)
        return (
          <li key={row.id} className="px-5 py-4">
            <div className="flex items-start justify-between gap-3">
              <div className="min-w-0">
                {place('title').map(cell => (
                  <table.FlexRender key={cell.id} cell={cell} />
                ))}
              </div>
              <div className="flex shrink-0">
                {place('actions').map(cell => (
                  <table.FlexRender key={cell.id} cell={cell} />
                ))}
              </div>
            </div>
            <dl className="mt-3 grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5 text-sm">
              {place(undefined).map(cell => {
                const header = headers.find(({ column }) => column.id === cell.column.id)
                return (
                  <div key={cell.id} className="contents">
                    <dt className="text-muted">{header && <table.FlexRender header={header} />}</dt>
                    <dd className="min-w-0 text-end">
                      <table.FlexRender cell={cell} />
                    </dd>
                  </div>
                )
              })}
            </dl>
          </li>
        )
      })}
    </ul>
  )
}

function CardSkeletons() {
  return (
    <div className="divide-y divide-line border-t border-line">
      {[1, 2, 3, 4].map(index => (
        <div key={index} className="flex flex-col gap-3 px-5 py-5">
          <Skeleton className="h-4 w-44" />
          <Skeleton className="h-3.5 w-full" />
          <Skeleton className="h-3.5 w-full" />
        </div>
      ))}
    </div>
  )
}
