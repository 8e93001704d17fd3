/** What a spreadsheet would run as a formula gets a leading apostrophe. */
const guard = (cell: string) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)

const quote = (cell: string) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** Rows for a spreadsheet; the mark in front makes Excel read Arabic. */
export const toCsv = (rows: string[][]) =>
  `\uFEFF${rows.map(row => row.map(cell => quote(guard(cell))).join(',')).join('\r\n')}\r\n`
