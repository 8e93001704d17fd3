import { useNavigate } from '@tanstack/react-router'

type Search = Partial<Record<string, string>>

/** Changes filters in the address. Empty ones leave it; another filter begins at the first page. */
export function useSetSearch<S extends Search>(): (
  change: { [Key in keyof S]?: S[Key] | undefined },
) => void {
  const navigate = useNavigate()
  return change => {
    const next = (now: Search) => {
      const all = { ...now, page: undefined, ...change }
      return Object.fromEntries(Object.entries(all).filter(([, value]) => value))
    }
    void navigate({ to: '.', search: next as never, replace: true, resetScroll: false })
  }
}
