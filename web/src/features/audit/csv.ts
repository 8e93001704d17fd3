/** What a spreadsheet would run as a formula gets a leading apostrophe. */
const guard = (cell: string) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)

const quote = (cell: string) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** Rows for a spreadsheet; the mark in front makes Excel read Arabic. */
export const toCsv = (rows: string[][]) =>
  `\uFEFF${rows.map(row => row.map(cell => quote(guard(cell))).join(',')).join('\r\n')}\r\n`

export function download(name: string, csv: string) {
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
