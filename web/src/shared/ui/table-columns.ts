import { type ColumnDef, createColumnHelper, tableFeatures } from '@tanstack/react-table'

type Meta = {
  /** The server's name for sorting by this column; without it the column cannot be sorted. */
  sort?: string
  /** The first press sorts from the most to the least: numbers that are looked at from the top. */
  sortsDown?: boolean
  /** On phones, where a row is a card: its title, its actions at the corner, or left out. Otherwise a labelled line. */
  phone?: 'title' | 'actions' | 'hidden'
  align?: 'end'
  /** Stays in sight while a wide table is scrolled to the side: what names the row. */
  stays?: boolean
  /** Width of the skeleton and, with `w-*`, of the column. */
  className?: string
}

/** The server filters, sorts and pages; the table shows and asks. */
export const features = tableFeatures({ columnMeta: {} as Meta })

// biome-ignore lint/suspicious/noExplicitAny: columns of one table hold values of different types
export type Column<Row extends object> = ColumnDef<typeof features, Row, any>

/** `const column = columnsOf<Member>()` at module scope, then `column.accessor('name', { header: t('name'), meta: { sort: 'name' } })`. */
export const columnsOf = <Row extends object>() => createColumnHelper<typeof features, Row>()
