import type { QueryClient, QueryFilters, QueryKey } from '@tanstack/react-query'

/**
 * Fetches anew what is shown of these, because something was told. A first answer under way may be older than what was told, and
 * TanStack Query would take it for the new one: it is asked for once more.
 */
export async function refetch(client: QueryClient, filters: QueryFilters = {}) {
  const early = client
    .getQueryCache()
    .findAll({ ...filters, fetchStatus: 'fetching' })
    .filter(query => query.state.data === undefined)
  const again = early.map(async ({ promise, queryKey }) => {
    await promise?.catch(() => undefined)
    await client.invalidateQueries({ queryKey, exact: true })
  })
  await Promise.all([client.invalidateQueries(filters), ...again])
}

/** Changes what is known by what was told. An answer under way may be older and would undo it: it is asked for once more. */
export function amend<Data>(client: QueryClient, queryKey: QueryKey, change: (now: Data) => Data) {
  client.setQueryData<Data>(queryKey, now => now && change(now))
  if (client.isFetching({ queryKey, exact: true })) void refetch(client, { queryKey, exact: true })
}
