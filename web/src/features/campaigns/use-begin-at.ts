import { useEffect, useRef } from 'react'

/** For a form that somebody was sent to because of one field: it is in sight, and the keyboard is there. */
export function useBeginAt(field: string | undefined) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (!field || !/^[\w.]+$/.test(field)) return
    const place = form.current?.querySelector<HTMLElement>(`[name="${field}"],[data-field="${field}"]`)
    if (!place) return
    place.scrollIntoView({ block: 'center' })
    const input = place.matches('input') ? place : place.querySelector<HTMLElement>('input')
    input?.focus({ preventScroll: true })
  }, [field])
  return form
}
