import type { Page } from './client'

/** All items of a list that is short enough for that: a choice of people or of what an organization has few of. */
export async function everyPage<Item>(ask: (page: number) => Promise<Page<Item>>): Promise<Item[]> {
  const first = await ask(1)
  const rest = await Promise.all(Array.from({ length: first.pages - 1 }, (_, index) => ask(index + 2)))
  return [first, ...rest].flatMap(({ items }) => items)
}
