import { useEffect } from 'react'

/** The tab's title; the product name follows. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · CMIS`
  }, [title])
}
