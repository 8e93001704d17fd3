import type { SavedView } from '@/shared/api/types'

export type Search = Partial<Record<string, string>>

/** Where somebody is in the list is no part of a view, and neither is which view it is. */
const PASSING = ['page', 'view']

/** What of an address a view keeps. */
export const queryOf = (search: Search): Record<string, string> =>
  Object.fromEntries(
    Object.entries(search).flatMap(([key, value]) => (value && !PASSING.includes(key) ? [[key, value]] : [])),
  )

/** The address that a view stands for. */
export const searchOf = ({ id, query }: Pick<SavedView, 'id' | 'query'>): Record<string, string> => ({
  ...queryOf(
    Object.fromEntries(
      Object.entries(query).map(([key, value]) => [key, Array.isArray(value) ? value.join(',') : value]),
    ),
  ),
  view: id,
})

/** Whether the page has left what the view keeps. */
export function isChanged(
  view: Pick<SavedView, 'id' | 'query' | 'columns'>,
  search: Search,
  columns: readonly string[] | undefined,
): boolean {
  const [now, kept] = [queryOf(search), queryOf(searchOf(view))]
  const keys = new Set([...Object.keys(now), ...Object.keys(kept)])
  if ([...keys].some(key => now[key] !== kept[key])) return true
  if (!columns || !view.columns) return false
  const { columns: chosen } = view
  return columns.length !== chosen.length || columns.some(id => !chosen.includes(id))
}
