import { useTable } from '@tanstack/react-table'
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Page } from '@/shared/api/client'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { usePhone } from '@/shared/lib/use-media'
import { ErrorState } from './ErrorState'
import { Pagination } from './Pagination'
import { Skeleton } from './Skeleton'
import { TableCards } from './TableCards'
import { type Column, features } from './table-columns'

export type TableProps<Row extends { id: string }> = {
  /** Said by screen readers: what the rows are. */
  label: string
  columns: Column<Row>[]
  /** The query's state; nothing yet shows skeleton rows in the final layout. */
  data: Page<Row> | undefined
  error?: unknown
  onRetry?: () => void
  /** Shown instead of rows. Tell "nothing yet" from "nothing matches". */
  empty: ReactNode
  /** `name` or `-name`, as in the address and the API. */
  sort?: string
  onSort?: (sort: string) => void
  onPage?: (page: number) => void
  /** The old page is on screen while the next one loads. */
  isStale?: boolean
  skeletonRows?: number
}

const NONE: never[] = []

export function Table<Row extends { id: string }>(props: TableProps<Row>) {
  const {
    label,
    columns,
    data,
    error,
    onRetry,
    empty,
    sort,
    onSort,
    onPage,
    isStale,
    skeletonRows = 6,
  } = props
  const phone = usePhone()
  const table = useTable({ features, columns, data: data?.items ?? (NONE as Row[]), getRowId: row => row.id })
  const rows = table.getRowModel().rows

  if (error && !data) return <ErrorState error={error} onRetry={onRetry} />
  if (data && rows.length === 0) return empty

  const body = phone ? (
    <TableCards table={table} label={label} isLoading={!data} />
  ) : (
    <div className="relative overflow-x-auto">
      <table
        aria-label={label}
        className="w-full border-collapse text-base [--stays-head:color-mix(in_oklab,var(--sunken)_60%,var(--surface))] [--stays-hover:color-mix(in_oklab,var(--ink)_3%,var(--surface))]"
      >
        <thead>
          {table.getHeaderGroups().map(group => (
            <tr key={group.id} className="border-y border-line bg-sunken/60 first:border-t-0">
              {group.headers.map(header => {
                const meta = header.column.columnDef.meta
                return (
                  <th
                    key={header.id}
                    scope="col"
                    aria-sort={ariaSort(meta?.sort, sort)}
                    className={cx(
                      'h-10 px-3 text-sm font-medium text-muted first:ps-5 last:pe-5 sm:first:ps-6 sm:last:pe-6',
                      meta?.align === 'end' ? 'text-end' : 'text-start',
                      meta?.stays && 'sticky start-0 z-1 bg-(--stays-head)',
                    )}
                  >
                    {meta?.sort && onSort ? (
                      <SortButton name={meta.sort} isDown={meta.sortsDown} sort={sort} onSort={onSort}>
                        <table.FlexRender header={header} />
                      </SortButton>
                    ) : (
                      <table.FlexRender header={header} />
                    )}
                  </th>
                )
              })}
            </tr>
          ))}
        </thead>
        <tbody className={cx('transition-opacity', isStale && 'opacity-55')}>
          {rows.map(row => (
            <tr key={row.id} className="border-b border-line transition-colors last:border-0 hover:bg-ink/3">
              {row.getAllCells().map(cell => (
                <td
                  key={cell.id}
                  className={cx(
                    'h-15 px-3 py-2 first:ps-5 last:pe-5 sm:first:ps-6 sm:last:pe-6',
                    cell.column.columnDef.meta?.align === 'end' ? 'text-end' : 'text-start',
                    cell.column.columnDef.meta?.className,
                    cell.column.columnDef.meta?.stays &&
                      'sticky start-0 z-1 bg-surface [tr:hover>&]:bg-(--stays-hover)',
                  )}
                >
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
          {!data &&
            Array.from({ length: skeletonRows }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: placeholders are positions
              <tr key={index} className="border-b border-line last:border-0">
                {columns.map((column, place) => (
                  <td key={column.id ?? place} className="h-15 px-3 first:ps-5 sm:first:ps-6">
                    <Skeleton className={place === 0 ? 'h-4 w-40' : 'h-4 w-20'} />
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  )

  return (
    <div aria-busy={!data || isStale}>
      {body}
      {data && data.pages > 1 && onPage && <Pagination {...data} onPage={onPage} />}
    </div>
  )
}

function ariaSort(name: string | undefined, sort: string | undefined) {
  if (!name) return undefined
  return sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : 'none'
}

type SortButtonProps = {
  name: string
  isDown: boolean | undefined
  sort: string | undefined
  onSort: (sort: string) => void
  children: ReactNode
}

function SortButton({ name, isDown, sort, onSort, children }: SortButtonProps) {
  const { t } = useTranslation('common')
  const up = sort === name
  const first = isDown ? sort !== `-${name}` : up
  const Icon = up ? ArrowUp : sort === `-${name}` ? ArrowDown : ChevronsUpDown
  return (
    <button
      type="button"
      title={t('table.sort')}
      onClick={() => onSort(first ? `-${name}` : name)}
      className="-mx-1.5 inline-flex h-8 items-center gap-1 rounded-sm px-1.5 font-medium hover:bg-ink/6 hover:text-ink"
    >
      {children}
      <Icon aria-hidden className="size-3.5 text-faint" />
    </button>
  )
}
